package org.servin.itests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * Stands in for Amazon CloudWatch Logs, which no package has: signatures, groups, streams, sequence tokens as the service demanded them until 2023, its limits, its order, and
 * its errors ("Amazon CloudWatch Logs API Reference"). That it is no echo of Servin's driver is shown by dockerd's own driver and by AWS's client of npm, which the same test
 * drives against it.
 */
public final class CloudWatchServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String API = "Logs_20140328.";
    private final InetSocketAddress address;
    private final Map<String, Map<String, CloudWatchStream>> groups = new ConcurrentHashMap<>();
    private volatile SignatureCheck check;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile int pauseMillis;
    private volatile int requests;
    private HttpServer server;
    private ExecutorService threads;

    /** One that does not listen yet. */
    public CloudWatchServer(String host, int port, SignatureCheck check) {
        address = new InetSocketAddress(host, port);
        this.check = check;
    }

    /** Listens. */
    public CloudWatchServer start() throws IOException {
        server = HttpServer.create(address, 0);
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

    /** Knows other keys from now on. */
    public void keys(SignatureCheck other) {
        check = other;
    }

    /** From now on answers this, status and body, instead of doing anything. Empty ends that. */
    public void trouble(Optional<String> answer) {
        trouble = answer;
    }

    /** Takes so long for each request. */
    public void slow(int milliseconds) {
        pauseMillis = milliseconds;
    }

    /** Where it is. */
    public String url() {
        return "http://" + address.getHostString() + ":" + address.getPort();
    }

    /** How many requests came, also such as were refused. */
    public int requests() {
        return requests;
    }

    /** The streams of a group by name. */
    public Map<String, CloudWatchStream> streams(String group) {
        return Map.copyOf(groups.getOrDefault(group, Map.of()));
    }

    /** The only stream of a group; an empty one where there is none yet. */
    public CloudWatchStream stream(String group) {
        return streams(group).values().stream().findFirst().orElseGet(CloudWatchStream::new);
    }

    /** Deletes a group's streams, as somebody may. */
    public void deleteStreams(String group) {
        groups.get(group).clear();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests++;
            byte[] body = exchange.getRequestBody().readAllBytes();
            if (pauseMillis > 0) {
                Thread.sleep(pauseMillis);
            }
            String answer = trouble.or(() -> check.fault(exchange, body, "logs")).orElseGet(() -> answer(exchange, body));
            byte[] text = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // stopped, without an answer
        }
    }

    private String answer(HttpExchange exchange, byte[] body) {
        String target = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Target"));
        String type = String.valueOf(exchange.getRequestHeaders().getFirst("Content-Type"));
        if (!exchange.getRequestMethod().equals("POST") || !target.startsWith(API) || !type.equals("application/x-amz-json-1.1")) {
            return "404 {\"__type\":\"UnknownOperationException\"}";
        }
        try {
            return act(target.substring(API.length()), JSON.readTree(new String(body, StandardCharsets.UTF_8))); // dockerd sends also what is no UTF-8
        } catch (IOException e) {
            return CloudWatchStream.error("SerializationException", "no JSON");
        }
    }

    private synchronized String act(String action, JsonNode request) throws IOException {
        String group = request.path("logGroupName").asText();
        if (!group.matches("[.\\-_/#A-Za-z0-9]{1,512}")) {
            return CloudWatchStream.error("InvalidParameterException", "1 validation error detected: Value '" + group + "' at 'logGroupName' failed to satisfy constraint");
        }
        if (action.equals("CreateLogGroup")) {
            return groups.putIfAbsent(group, new ConcurrentHashMap<>()) == null ? "200 " : CloudWatchStream.error("ResourceAlreadyExistsException", "The specified log group already exists");
        }
        Map<String, CloudWatchStream> streams = groups.get(group);
        if (streams == null) {
            return CloudWatchStream.error("ResourceNotFoundException", "The specified log group does not exist.");
        }
        String name = request.path("logStreamName").asText();
        return switch (action) {
            case "CreateLogStream" -> create(streams, name);
            case "DescribeLogStreams" -> "200 " + JSON.writeValueAsString(Map.of("logStreams", new TreeMap<>(streams).entrySet().stream()
                    .map(e -> Map.of("logStreamName", e.getKey(), "uploadSequenceToken", e.getValue().token())).toList()));
            case "PutLogEvents", "GetLogEvents" -> {
                CloudWatchStream stream = streams.get(name);
                yield stream == null ? CloudWatchStream.error("ResourceNotFoundException", "The specified log stream does not exist.")
                        : action.equals("PutLogEvents") ? stream.put(request) : "200 " + JSON.writeValueAsString(Map.of("events", shown(stream)));
            }
            default -> "400 {\"__type\":\"UnknownOperationException\"}";
        };
    }

    private static List<Map<String, Object>> shown(CloudWatchStream stream) {
        return stream.events().stream().map(event -> Map.<String, Object>of("message", event.message(), "timestamp", event.timestamp())).collect(Collectors.toList());
    }

    private static String create(Map<String, CloudWatchStream> streams, String name) {
        if (!name.matches("[^:*]{1,512}")) {
            return CloudWatchStream.error("InvalidParameterException", "1 validation error detected: Value '" + name + "' at 'logStreamName' failed to satisfy constraint");
        }
        return streams.putIfAbsent(name, new CloudWatchStream()) == null ? "200 " : CloudWatchStream.error("ResourceAlreadyExistsException", "The specified log stream already exists");
    }

    @Override
    public void close() {
        stop();
    }
}
