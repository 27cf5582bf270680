package org.servin.image.internal;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.servin.image.internal.content.Digests;

/** The uploads of {@link FakeRegistry}: kept as far as they came when a connection breaks. */
final class FakeUploads {
    private final Map<String, byte[]> blobs;
    private final Map<String, ByteArrayOutputStream> sessions = new ConcurrentHashMap<>();
    private final AtomicInteger number = new AtomicInteger();
    /** After how many bytes the next upload of more breaks off; negative for never. */
    volatile int breaksAfter = -1;

    FakeUploads(Map<String, byte[]> blobs) {
        this.blobs = blobs;
    }

    void serve(HttpExchange exchange, String repository, String session) throws IOException {
        String place = "/v2/" + repository + "/blobs/uploads/";
        Map<String, String> query = query(exchange);
        switch (exchange.getRequestMethod()) {
            case "POST" -> begin(exchange, place, query.getOrDefault("mount", ""));
            case "PATCH" -> receive(exchange, place, session);
            case "GET" -> tell(exchange, 204, place, session);
            default -> finish(exchange, session, query.get("digest"));
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        String raw = exchange.getRequestURI().getRawQuery();
        return raw == null ? Map.of() : Stream.of(raw.split("&")).map(p -> p.split("=", 2))
                .collect(Collectors.toMap(p -> p[0], p -> URLDecoder.decode(p[1], StandardCharsets.UTF_8)));
    }

    private void begin(HttpExchange exchange, String place, String mount) throws IOException {
        if (blobs.containsKey(mount)) {
            FakeRegistry.send(exchange, 201, new byte[0]);
            return;
        }
        String session = "u" + number.incrementAndGet();
        sessions.put(session, new ByteArrayOutputStream());
        tell(exchange, 202, place, session);
    }

    private void tell(HttpExchange exchange, int status, String place, String session) throws IOException {
        ByteArrayOutputStream here = sessions.get(session);
        if (here == null) {
            FakeRegistry.error(exchange, 404, "BLOB_UPLOAD_UNKNOWN", "blob upload unknown to registry");
            return;
        }
        exchange.getResponseHeaders().set("Location", place + session + "?state=x");
        exchange.getResponseHeaders().set("Range", "0-" + Math.max(0, here.size() - 1));
        FakeRegistry.send(exchange, status, new byte[0]);
    }

    private void receive(HttpExchange exchange, String place, String session) throws IOException {
        ByteArrayOutputStream here = sessions.get(session);
        String range = exchange.getRequestHeaders().getFirst("Content-Range");
        if (range != null && !range.startsWith(here.size() + "-")) {
            FakeRegistry.error(exchange, 416, "RANGE_INVALID", "invalid content range");
            return;
        }
        InputStream in = exchange.getRequestBody();
        if (breaksAfter >= 0 && Long.parseLong(exchange.getRequestHeaders().getFirst("Content-Length")) > breaksAfter) {
            here.writeBytes(in.readNBytes(breaksAfter));
            breaksAfter = -1;
            throw new IOException("the connection is to break here");
        }
        here.writeBytes(in.readAllBytes());
        tell(exchange, 202, place, session);
    }

    private void finish(HttpExchange exchange, String session, String digest) throws IOException {
        ByteArrayOutputStream here = sessions.remove(session);
        here.writeBytes(exchange.getRequestBody().readAllBytes());
        byte[] bytes = here.toByteArray();
        if (Digests.of(bytes).equals(digest)) {
            blobs.put(digest, Arrays.copyOf(bytes, bytes.length));
            FakeRegistry.send(exchange, 201, new byte[0]);
        } else {
            FakeRegistry.error(exchange, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
        }
    }
}
