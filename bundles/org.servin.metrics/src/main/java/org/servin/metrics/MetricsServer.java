package org.servin.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.servin.spi.meter.Meter;

/** Answers {@code GET /metrics}. A few at a time: each costs a look at all that is counted. */
final class MetricsServer implements AutoCloseable {
    private static final int WAITING = 16;
    private final HttpServer server;
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), work -> {
        Thread thread = new Thread(work, "servin-metrics");
        thread.setDaemon(true);
        return thread;
    });
    private final Supplier<List<Meter>> meters;

    /**
     * Listens.
     *
     * @param address {@code host:port}; without a host, everywhere
     */
    MetricsServer(String address, Supplier<List<Meter>> meters) throws IOException {
        this.meters = meters;
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon).replaceAll("^\\[|\\]$", "");
        int port = port(address, address.substring(colon + 1));
        threads.allowCoreThreadTimeOut(true);
        server = HttpServer.create(host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> answer(exchange, 404, "text/plain; charset=utf-8", "404 page not found\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        server.createContext("/metrics", this::metrics);
        server.start();
    }

    private static int port(String address, String text) throws IOException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IOException("metrics-addr " + address + " has no port", e);
        }
    }

    /** The port, also where any was asked for. */
    int port() {
        return server.getAddress().getPort();
    }

    private void metrics(HttpExchange exchange) throws IOException {
        answer(exchange, 200, Exposition.CONTENT_TYPE, Exposition.text(meters.get()));
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, exchange.getRequestMethod().equals("HEAD") ? -1 : body.length);
            if (!exchange.getRequestMethod().equals("HEAD")) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
