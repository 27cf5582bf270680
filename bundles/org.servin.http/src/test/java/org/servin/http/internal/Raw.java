package org.servin.http.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that sends whatever bytes it likes; each as the character of its number. */
final class Raw implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;
    private final Socket socket;

    Raw(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
    }

    static Raw to(Listening listening) throws IOException {
        return new Raw(listening.connect());
    }

    Raw send(String bytes) throws IOException {
        socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
        return this;
    }

    /** No more will come from here. */
    Raw end() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** All that comes until the server closes. */
    String rest() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (java.net.SocketException e) {
            all.writeBytes(("<" + e.getMessage() + ">").getBytes(StandardCharsets.ISO_8859_1)); // an abrupt end is one, too
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** What comes until a text was there. */
    String until(String last) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder all = new StringBuilder();
        while (all.length() < last.length() || !all.substring(all.length() - last.length()).equals(last)) {
            int b = in.read();
            if (b < 0) {
                throw new IOException("ended after: " + all);
            }
            all.append((char) b);
        }
        return all.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
