package org.servin.itests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An HTTP proxy that only makes tunnels, for those who prove themselves; stands in for those that companies run. */
public final class TunnelProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket();
    private final String wanted;
    private final List<String> log = new CopyOnWriteArrayList<>();

    /** Listens for clients with that {@code user:password}. */
    public TunnelProxy(InetSocketAddress address, String login) throws IOException {
        wanted = "proxy-authorization: basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)).toLowerCase(java.util.Locale.ROOT);
        server.bind(address);
        thread(() -> {
            while (true) {
                Socket client = server.accept();
                thread(() -> serve(client));
            }
        });
    }

    /** Where tunnels were made to, {@code host:port}. */
    public List<String> log() {
        return List.copyOf(log);
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void thread(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException closed) { // by one of the two it stands between, who see that themselves
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(Socket client) throws IOException {
        try (client) {
            String head = head(client.getInputStream());
            OutputStream out = client.getOutputStream();
            if (!head.startsWith("CONNECT ") || !head.toLowerCase(java.util.Locale.ROOT).contains(wanted)) {
                out.write("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"tests\"\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return;
            }
            String target = head.split(" ")[1];
            log.add(target);
            try (Socket behind = new Socket(target.split(":")[0], Integer.parseInt(target.split(":")[1]))) {
                out.write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                thread(() -> {
                    client.getInputStream().transferTo(behind.getOutputStream());
                    behind.shutdownOutput();
                });
                behind.getInputStream().transferTo(out);
            }
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the client left");
            }
            head.append((char) c);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
