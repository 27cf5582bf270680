package org.servin.log.awslogs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server of a test that answers actions as the test says, and by default as the service does where all is well. The one of the engine's tests checks more. */
final class Service implements AutoCloseable {
    private static final Pattern EVENT = Pattern.compile("\\{\"message\":\"((?:[^\"\\\\]++|\\\\.)*+)\",\"timestamp\":(\\d+)\\}");
    private final HttpServer server;
    private volatile Answers answers = (action, body) -> "200 {}";
    /** Actions in order; those that put events with their number. */
    final List<String> actions = new CopyOnWriteArrayList<>();
    final List<String> bodies = new CopyOnWriteArrayList<>();
    final List<Headers> headers = new CopyOnWriteArrayList<>();
    /** Of requests that were answered by 200, as JSON has them. */
    final List<String> taken = new CopyOnWriteArrayList<>();
    final List<Long> times = new CopyOnWriteArrayList<>();

    /** Status and body, such as {@code 400 {"__type":…}}. */
    interface Answers {
        String to(String action, String body);
    }

    Service() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    void answers(Answers next) {
        answers = next;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    static List<String> messages(String body) {
        List<String> messages = new ArrayList<>();
        for (Matcher m = EVENT.matcher(body); m.find();) {
            messages.add(m.group(1));
        }
        return messages;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            String action = target == null ? exchange.getRequestMethod() + " " + exchange.getRequestURI() : target.replace("Logs_20140328.", "");
            headers.add(exchange.getRequestHeaders());
            bodies.add(body);
            List<String> messages = messages(body);
            actions.add(action.equals("PutLogEvents") ? action + " " + messages.size() : action);
            String answer = answers.to(action, body);
            if (answer.startsWith("200") && action.equals("PutLogEvents")) {
                taken.addAll(messages);
                for (Matcher m = EVENT.matcher(body); m.find();) {
                    times.add(Long.valueOf(m.group(2)));
                }
            }
            byte[] text = answer.substring(4).getBytes(UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
