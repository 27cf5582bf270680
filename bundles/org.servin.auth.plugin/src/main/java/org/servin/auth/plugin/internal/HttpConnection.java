package org.servin.auth.plugin.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A connection for one request after the other (RFC 9112). What a plugin sends is taken up to bounds. Used by one thread at a time. */
final class HttpConnection implements AutoCloseable {
    private static final int MOST_LINES = 256;
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int MOST_INTERIM = 5;
    private static final int OK = 200;
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    private final Wire wire;
    private final Address address;
    private final InputStream in;
    private final OutputStream out;
    private boolean reusable = true;
    private boolean answered;

    /** What came. */
    record Answer(int status, byte[] body) {
        boolean isOk() {
            return status == OK;
        }
    }

    private HttpConnection(Wire wire, Address address, InputStream in, OutputStream out) {
        this.wire = wire;
        this.address = address;
        this.in = new BufferedInputStream(in);
        this.out = out;
    }

    static HttpConnection open(Address address, Deadline deadline) throws IOException {
        Wire wire = Wire.connect(address, deadline);
        if (address.tls().isEmpty()) {
            return new HttpConnection(wire, address, wire.in(), wire.out());
        }
        try {
            SSLSocket secure = (SSLSocket) address.tls().get().context().getSocketFactory().createSocket(new WireSocket(wire), address.host(), address.port(), true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            secure.setSSLParameters(parameters);
            secure.startHandshake();
            return new HttpConnection(wire, address, secure.getInputStream(), secure.getOutputStream());
        } catch (IOException | RuntimeException e) {
            wire.close();
            throw e;
        }
    }

    /**
     * Asks, and reads the whole answer. ProtocolException if it is none, or too much: then there is no use in asking again.
     *
     * @param largest bytes of an answer that are taken
     */
    Answer post(String path, byte[] content, int largest, Deadline deadline) throws IOException {
        wire.until(deadline);
        reusable = false; // unless all goes well
        String head = "POST /" + path + " HTTP/1.1\r\nHost: " + address.hostHeader() + "\r\nUser-Agent: servin\r\nContent-Length: " + content.length
                + "\r\nAccept: application/vnd.docker.plugins.v1.2+json\r\n\r\n";
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = new byte[first.length + content.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(content, 0, all, first.length, content.length);
        out.write(all);
        out.flush();
        answered = false;
        int status = status();
        answered = true;
        Map<String, String> headers = headers();
        for (int n = 0; status / 100 == 1; n++) {
            if (n == MOST_INTERIM) {
                throw new ProtocolException("net/http: too many 1xx informational responses");
            }
            status = status();
            headers = headers();
        }
        return new Answer(status, body(status, headers, largest));
    }

    /** Whether another request can be sent. */
    boolean isReusable() {
        return reusable && wire.isOpen();
    }

    private int status() throws IOException {
        String line = line();
        if (!line.matches("HTTP/1\\.[01] [1-9][0-9]{2}( .*)?")) {
            throw new ProtocolException("malformed HTTP response \"" + (line.length() > 80 ? line.substring(0, 80) : line) + "\"");
        }
        reusable = line.startsWith("HTTP/1.1");
        return Integer.parseInt(line.substring(9, 12));
    }

    private Map<String, String> headers() throws IOException {
        Map<String, String> headers = new HashMap<>();
        for (int n = 0; n < MOST_LINES; n++) {
            String line = line();
            if (line.isEmpty()) {
                reusable &= !headers.getOrDefault("connection", "").toLowerCase(Locale.ROOT).contains("close");
                return headers;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                throw new ProtocolException("malformed MIME header line");
            }
            String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
            String before = headers.put(name, line.substring(colon + 1).strip());
            if (name.equals("content-length") && before != null && !before.equals(headers.get(name))) {
                throw new ProtocolException("http: message cannot contain multiple Content-Length headers");
            }
        }
        throw new ProtocolException("net/http: server response headers exceeded " + MOST_LINES + " lines");
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(80);
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw answered || line.size() > 0 ? new ProtocolException("unexpected EOF") : new EOFException("EOF");
            }
            if (line.size() == LONGEST_LINE) {
                throw new ProtocolException("net/http: server response headers exceeded " + LONGEST_LINE + " bytes");
            }
            line.write(c);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private byte[] body(int status, Map<String, String> headers, int largest) throws IOException {
        if (status == NO_CONTENT || status == NOT_MODIFIED) {
            return new byte[0];
        }
        if (headers.getOrDefault("transfer-encoding", "").toLowerCase(Locale.ROOT).contains("chunked")) {
            return chunks(largest);
        }
        String length = headers.get("content-length");
        if (length == null) {
            reusable = false;
            byte[] all = in.readNBytes(largest + 1);
            return bounded(all, all.length, largest);
        }
        if (!length.matches("[0-9]{1,18}")) {
            throw new ProtocolException("bad Content-Length \"" + length + "\"");
        }
        return exactly(bounded(Long.parseLong(length), largest));
    }

    private byte[] chunks(int largest) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int size = chunkSize(largest); size > 0; size = chunkSize(largest)) {
            bounded((long) all.size() + size, largest);
            all.writeBytes(exactly(size));
            if (!line().isEmpty()) {
                throw new ProtocolException("malformed chunked encoding");
            }
        }
        headers(); // trailers
        return all.toByteArray();
    }

    private int chunkSize(int largest) throws IOException {
        String size = line().split(";", 2)[0].strip();
        if (!size.matches("[0-9a-fA-F]{1,15}")) {
            throw new ProtocolException("invalid byte in chunk length");
        }
        return bounded(Long.parseLong(size, 16), largest);
    }

    private static byte[] bounded(byte[] bytes, long size, int largest) throws IOException {
        bounded(size, largest);
        return bytes;
    }

    private static int bounded(long size, int largest) throws IOException {
        if (size > largest) {
            throw new ProtocolException("the answer is larger than " + largest + " bytes");
        }
        return (int) size;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new ProtocolException("unexpected EOF");
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
