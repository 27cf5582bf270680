package org.servin.itests.harness;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;

/**
 * Stands in for Splunk's HTTP Event Collector, which no package has: tokens, indexes, gzip, batches of JSON objects, acknowledgements' channels, its limit of a megabyte a
 * request, and its errors with their codes (Splunk's "Troubleshoot HTTP Event Collector"). That it is no echo of Servin's driver is shown by dockerd's own driver and by Splunk's
 * client of npm, which the same test drives against it.
 */
public final class HecServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_BYTES = 1_000_000;
    private static final int KEPT = 10_000;
    private static final Set<String> PATHS = Set.of("/services/collector", "/services/collector/event", "/services/collector/event/1.0");
    private final InetSocketAddress address;
    private final Map<String, Boolean> tokens = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private volatile Optional<String> trouble = Optional.empty();
    private volatile int pauseMillis;
    private volatile int requests;
    private Optional<SSLContext> tls = Optional.empty();
    private HttpServer server;
    private ExecutorService threads;

    /** One that does not listen yet. */
    public HecServer(String host, int port) {
        address = new InetSocketAddress(host, port);
    }

    /** Knows a token, whose channels are wanted or not. */
    public HecServer token(String token, boolean acknowledged) {
        tokens.put(token, acknowledged);
        return this;
    }

    /** Speaks TLS when it listens. */
    public HecServer tls(SSLContext context) {
        tls = Optional.of(context);
        return this;
    }

    /** Forgets a token. */
    public void revoke(String token) {
        tokens.remove(token);
    }

    /** Listens. */
    public HecServer start() throws IOException {
        server = tls.isPresent() ? HttpsServer.create(address, 0) : HttpServer.create(address, 0);
        tls.ifPresent(context -> ((HttpsServer) server).setHttpsConfigurator(new HttpsConfigurator(context)));
        threads = Executors.newFixedThreadPool(4);
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
        return this;
    }

    /** Hangs up on everybody and listens no more; what came stays. */
    public void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** From now on answers this, status and body, instead of taking anything: {@code 503 {"text":"Server is busy","code":9}}. Empty ends that. */
    public void trouble(Optional<String> answer) {
        trouble = answer;
    }

    /** Takes so long for each request. */
    public void slow(int milliseconds) {
        pauseMillis = milliseconds;
    }

    /** Where it is. */
    public String url() {
        return (tls.isPresent() ? "https://" : "http://") + address.getHostString() + ":" + address.getPort();
    }

    /** How many requests came, also such as were refused. */
    public int requests() {
        return requests;
    }

    /** The first 10,000 events that were taken. */
    public List<JsonNode> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** How many events were taken. */
    public int size() {
        synchronized (events) {
            return lines.size();
        }
    }

    /** The lines of all events that were taken, if they are of the form {@code {"line": …}}; empty texts for others. */
    public List<String> lines() {
        synchronized (events) {
            return List.copyOf(lines);
        }
    }

    /** Forgets what was taken. */
    public void forget() {
        synchronized (events) {
            events.clear();
            lines.clear();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests++;
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (pauseMillis > 0) {
                Thread.sleep(pauseMillis);
            }
            String answer = trouble.orElseGet(() -> answer(exchange, body));
            byte[] text = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), text.length);
            exchange.getResponseBody().write(text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped, without an answer
        }
    }

    private String answer(HttpExchange exchange, byte[] body) {
        if (!PATHS.contains(exchange.getRequestURI().getPath())) {
            return "404 {\"text\":\"The requested URL was not found on this server.\",\"code\":404}";
        }
        if (exchange.getRequestMethod().equals("OPTIONS")) {
            return "200 ";
        }
        if (!exchange.getRequestMethod().equals("POST")) {
            return "405 {\"text\":\"Method Not Allowed\",\"code\":405}";
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (given == null) {
            return "401 {\"text\":\"Token is required\",\"code\":2}";
        }
        if (!given.startsWith("Splunk ")) {
            return "401 {\"text\":\"Invalid authorization\",\"code\":3}";
        }
        Boolean acknowledged = tokens.get(given.substring("Splunk ".length()));
        if (acknowledged == null) {
            return "403 {\"text\":\"Invalid token\",\"code\":4}";
        }
        if (acknowledged && exchange.getRequestHeaders().getFirst("X-Splunk-Request-Channel") == null) {
            return "400 {\"text\":\"Data channel is missing\",\"code\":10}";
        }
        try {
            byte[] plain = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding")) ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
            return plain.length > MOST_BYTES ? "413 {\"text\":\"Content-Length of " + plain.length + " too large (maximum is " + MOST_BYTES + ")\",\"code\":27}" : take(plain, acknowledged);
        } catch (IOException e) {
            return "400 {\"text\":\"Invalid data format\",\"code\":6,\"invalid-event-number\":0}";
        }
    }

    /** Takes all events of a request or none. */
    private String take(byte[] body, boolean acknowledged) throws IOException {
        List<JsonNode> arrived = new ArrayList<>();
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonNode event = JSON.readTree(parser); event != null && !event.isMissingNode(); event = JSON.readTree(parser)) {
                Optional<String> fault = fault(event, arrived.size());
                if (fault.isPresent()) {
                    return fault.get();
                }
                arrived.add(event);
            }
        } catch (JsonProcessingException e) {
            return "400 {\"text\":\"Invalid data format\",\"code\":6,\"invalid-event-number\":" + arrived.size() + "}";
        }
        if (arrived.isEmpty()) {
            return "400 {\"text\":\"No data\",\"code\":5}";
        }
        synchronized (events) {
            events.addAll(arrived.subList(0, Math.min(arrived.size(), KEPT - events.size())));
            arrived.forEach(event -> lines.add(event.get("event").path("line").asText()));
        }
        return "200 {\"text\":\"Success\",\"code\":0" + (acknowledged ? ",\"ackId\":0}" : "}");
    }

    private static Optional<String> fault(JsonNode event, int number) {
        String end = ",\"invalid-event-number\":" + number + "}";
        if (!event.isObject()) {
            return Optional.of("400 {\"text\":\"Invalid data format\",\"code\":6" + end);
        }
        if (!event.has("event")) {
            return Optional.of("400 {\"text\":\"Event field is required\",\"code\":12" + end);
        }
        if (event.get("event").isTextual() && event.get("event").asText().isBlank()) {
            return Optional.of("400 {\"text\":\"Event field cannot be blank\",\"code\":13" + end);
        }
        String time = event.path("time").asText("0");
        if (!time.matches("\\d+(\\.\\d+)?")) {
            return Optional.of("400 {\"text\":\"Invalid data format\",\"code\":6" + end);
        }
        return event.path("index").asText("main").equals("nowhere") ? Optional.of("400 {\"text\":\"Incorrect index\",\"code\":7" + end) : Optional.empty();
    }

    @Override
    public void close() {
        stop();
    }
}
