package org.servin.image.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.image.internal.content.Digests;

/** A small faithful registry on loopback, which stands in for real ones and whose answers tests can spoil. */
final class FakeRegistry implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/v2/(.+)/(manifests|blobs|tags)/(.*)");
    private static final int TLS_HELLO = 0x16;
    private final HttpServer server;
    private final ServerSocket front;
    private final ExecutorService workers = Executors.newCachedThreadPool();
    final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
    final Map<String, byte[]> manifests = new ConcurrentHashMap<>();
    final Map<String, String> types = new ConcurrentHashMap<>();
    final FakeUploads uploads = new FakeUploads(blobs);
    final List<String> log = new CopyOnWriteArrayList<>();
    /** What is done instead of the usual, by method and the end of the path. */
    final Map<String, Handler> faults = new ConcurrentHashMap<>();
    /** The Authorization header that is wanted, and the challenge for others; empty for none. */
    volatile String wanted = "";
    volatile String challenge = "";

    /** Answers a request, and says whether it did. */
    interface Handler {
        boolean handle(HttpExchange exchange) throws IOException;
    }

    FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
        front = new ServerSocket(0, 0, server.getAddress().getAddress());
        workers.execute(this::accept);
    }

    String host() {
        return "127.0.0.1:" + front.getLocalPort();
    }

    /** The JDK's server waits for ever when it is spoken to by TLS; real ones hang up. */
    private void accept() {
        while (!front.isClosed()) {
            try {
                Socket client = front.accept();
                workers.execute(() -> greet(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void greet(Socket client) {
        try (client) {
            int first = client.getInputStream().read();
            if (first < 0 || first == TLS_HELLO) {
                return;
            }
            try (Socket back = new Socket(server.getAddress().getAddress(), server.getAddress().getPort())) {
                back.getOutputStream().write(first);
                workers.execute(() -> pump(client, back));
                pump(back, client);
            }
        } catch (IOException e) {
            log.add("connection ended: " + e.getMessage());
        }
    }

    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
            to.shutdownOutput();
        } catch (IOException e) {
            log.add("connection ended: " + e.getMessage());
        }
    }

    void add(String repository, String tag, TestImages.Built image) {
        blobs.put(image.id(), image.config());
        image.layers().forEach(layer -> blobs.put(layer.digest(), layer.blob()));
        manifest(repository, image.digest(), image.mediaType(), image.manifest());
        manifest(repository, tag, image.mediaType(), image.manifest());
    }

    void manifest(String repository, String reference, String type, byte[] bytes) {
        manifests.put(repository + " " + reference, bytes);
        types.put(Digests.of(bytes), type);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            log.add(exchange.getRequestMethod() + " " + path);
            for (Map.Entry<String, Handler> fault : faults.entrySet()) {
                if ((exchange.getRequestMethod() + " " + path).endsWith(fault.getKey()) && fault.getValue().handle(exchange)) {
                    return;
                }
            }
            if (!wanted.isEmpty() && !wanted.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
                error(exchange, 401, "UNAUTHORIZED", "authentication required");
                return;
            }
            serve(exchange, path);
        }
    }

    private void serve(HttpExchange exchange, String path) throws IOException {
        Matcher matcher = PATH.matcher(path);
        if (path.equals("/v2/")) {
            send(exchange, 200, "{}".getBytes(StandardCharsets.UTF_8));
        } else if (!matcher.matches()) {
            error(exchange, 404, "UNSUPPORTED", "no such path");
        } else if (matcher.group(2).equals("tags")) {
            List<String> tags = manifests.keySet().stream().filter(k -> k.startsWith(matcher.group(1) + " ") && !k.contains("sha256:"))
                    .map(k -> "\"" + k.substring(k.indexOf(' ') + 1) + "\"").sorted().toList();
            send(exchange, 200, ("{\"tags\":" + tags + "}").getBytes(StandardCharsets.UTF_8));
        } else if (matcher.group(2).equals("manifests")) {
            serveManifest(exchange, matcher.group(1), matcher.group(3));
        } else {
            serveBlob(exchange, matcher.group(1), matcher.group(3));
        }
    }

    private void serveManifest(HttpExchange exchange, String repository, String reference) throws IOException {
        if (exchange.getRequestMethod().equals("PUT")) {
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            String type = exchange.getRequestHeaders().getFirst("Content-Type");
            manifest(repository, reference, type, bytes);
            manifest(repository, Digests.of(bytes), type, bytes);
            send(exchange, 201, new byte[0]);
            return;
        }
        byte[] bytes = manifests.get(repository + " " + reference);
        if (bytes == null) {
            error(exchange, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", types.getOrDefault(Digests.of(bytes), "application/json"));
        send(exchange, 200, bytes);
    }

    private void serveBlob(HttpExchange exchange, String repository, String rest) throws IOException {
        if (rest.startsWith("uploads/")) {
            uploads.serve(exchange, repository, rest.substring("uploads/".length()));
        } else {
            content(exchange, blobs.get(rest));
        }
    }

    private static void content(HttpExchange exchange, byte[] bytes) throws IOException {
        if (bytes == null) {
            error(exchange, 404, "BLOB_UNKNOWN", "blob unknown to registry");
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            send(exchange, 200, bytes);
            return;
        }
        int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (bytes.length - 1) + "/" + bytes.length);
        send(exchange, 206, new ByteArrayInputStream(bytes, from, bytes.length - from).readAllBytes());
    }

    static void send(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || bytes.length == 0 ? -1 : bytes.length);
        if (!head && bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    static void error(HttpExchange exchange, int status, String code, String message) throws IOException {
        send(exchange, status, ("{\"errors\":[{\"code\":\"" + code + "\",\"message\":\"" + message + "\",\"detail\":{}}]}").getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() throws IOException {
        front.close();
        server.stop(0);
        workers.shutdownNow();
    }
}
