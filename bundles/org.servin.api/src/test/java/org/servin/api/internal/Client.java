package org.servin.api.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.servin.api.internal.http.Json;

/** A client that shows every byte. */
record Client(Path socket) {
    record Answer(int status, Map<String, String> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        JsonNode json() throws IOException {
            return Json.MAPPER.readTree(body);
        }
    }

    /** A connection with a request sent. */
    static final class Open implements AutoCloseable {
        final SocketChannel channel;
        final InputStream in;

        private Open(SocketChannel channel) {
            this.channel = channel;
            this.in = Channels.newInputStream(channel);
        }

        void send(String text) throws IOException {
            ByteBuffer b = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
            while (b.hasRemaining()) {
                channel.write(b);
            }
        }

        /** Up to and with the empty line. */
        String head() throws IOException {
            StringBuilder b = new StringBuilder();
            while (b.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    break;
                }
                b.append((char) c);
            }
            return b.toString();
        }

        String line() throws IOException {
            StringBuilder b = new StringBuilder();
            for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
                b.append((char) c);
            }
            return b.toString();
        }

        String rest() throws IOException {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    Open open(String request) throws IOException {
        SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX);
        c.connect(UnixDomainSocketAddress.of(socket));
        Open o = new Open(c);
        o.send(request);
        return o;
    }

    Answer get(String path) throws IOException {
        return call("GET", path, null, null);
    }

    Answer post(String path, String json) throws IOException {
        return call("POST", path, json, "application/json");
    }

    Answer call(String method, String path, String body, String type, String... headerLines) throws IOException {
        StringBuilder b = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n");
        for (String line : headerLines) {
            b.append(line).append("\r\n");
        }
        if (type != null) {
            b.append("Content-Type: ").append(type).append("\r\n");
        }
        if (body != null) {
            b.append("Content-Length: ").append(body.getBytes(StandardCharsets.UTF_8).length).append("\r\n");
        }
        try (Open o = open(b + "\r\n" + (body == null ? "" : body))) {
            String head = o.head();
            Map<String, String> headers = new LinkedHashMap<>();
            head.lines().skip(1).filter(l -> l.contains(":")).forEach(l -> headers.put(l.substring(0, l.indexOf(':')).toLowerCase(Locale.ROOT), l.substring(l.indexOf(':') + 1).trim()));
            byte[] rest = o.in.readAllBytes();
            return new Answer(Integer.parseInt(head.split(" ")[1]), headers, "chunked".equals(headers.get("transfer-encoding")) ? unchunk(rest) : rest);
        }
    }

    private static byte[] unchunk(byte[] b) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < b.length) {
            int end = at;
            while (b[end] != '\r') {
                end++;
            }
            int n = Integer.parseInt(new String(b, at, end - at, StandardCharsets.US_ASCII), 16);
            out.write(b, end + 2, n);
            at = end + 2 + n + 2;
        }
        return out.toByteArray();
    }
}
