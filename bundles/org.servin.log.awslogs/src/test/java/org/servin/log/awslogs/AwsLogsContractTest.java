package org.servin.log.awslogs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.text.Utf8;
import org.servin.tck.log.DestinationChecks;
import org.servin.tck.log.DownChecks;
import org.servin.tck.log.LogDestination;
import org.servin.tck.log.LogDriverContract;
import org.servin.tck.log.Seen;
import org.servin.tck.log.StallChecks;

/** The service is the test's own; the one of the end-to-end tests is itself tried with other clients. */
class AwsLogsContractTest extends LogDriverContract implements LogDestination, DestinationChecks, DownChecks, StallChecks {
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

    /** Events of one request. */
    private record Put(String stream, List<Seen> events) { }

    private final List<Put> puts = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private ServerSocket silent;
    private int port;

    @BeforeEach
    void listen() {
        start();
        port = server.getAddress().getPort();
    }

    @AfterEach
    void end() {
        stop();
    }

    @Override
    protected LogDriver newDriver() {
        return new AwsLogsDriver(Map.of("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY", SECRET), "http://127.0.0.1:1", InstantSource.system());
    }

    /** The JDK's clients end when they are collected. */
    @Override
    protected void dispose(LogDriver driver) {
        ((AwsLogsDriver) driver).deactivate();
        System.gc();
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("awslogs-group", "g", "awslogs-region", "eu-west-1", "awslogs-endpoint", "http://127.0.0.1:" + port);
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(SECRET);
    }

    @Override
    protected Optional<LogDestination> destination() {
        return Optional.of(this);
    }

    @Override
    protected boolean mayStay(Thread thread) {
        return thread.getName().startsWith("HttpClient-") || thread.getName().startsWith("HTTP-Dispatcher");
    }

    /** The service keeps no empty events, milliseconds, and no streams; bytes that are no UTF-8 are replaced, each of them. */
    @Override
    protected List<Seen> expected(List<LogRecord> records) {
        return records.stream().filter(record -> record.text().length > 0).map(record -> new Seen(replaced(record.text()), Long.toString(record.epochNanos() / 1_000_000))).toList();
    }

    private static String replaced(byte[] text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < text.length;) {
            int size = Utf8.sizeAt(text, i, text.length);
            if (size == 0) {
                out.writeBytes("\ufffd".getBytes(UTF_8));
            } else {
                out.write(text, i, size);
            }
            i += Math.max(1, size);
        }
        return out.toString(ISO_8859_1);
    }

    @Override
    public List<Seen> received(LogTarget target) {
        return puts.stream().filter(put -> put.stream().equals(target.containerId())).flatMap(put -> put.events().stream()).toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange; JsonParser parser = new JsonFactory().createParser(exchange.getRequestBody())) {
            List<Seen> events = new ArrayList<>();
            String message = "";
            String stream = "";
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_STRING && parser.currentName().equals("message")) {
                    message = new String(parser.getText().getBytes(UTF_8), ISO_8859_1);
                } else if (token == JsonToken.VALUE_NUMBER_INT) {
                    events.add(new Seen(message, parser.getText()));
                } else if (token == JsonToken.VALUE_STRING && parser.currentName().equals("logStreamName")) {
                    stream = parser.getText();
                }
            }
            puts.add(new Put(stream, events));
            byte[] answer = "{}".getBytes(UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    @Override
    public void stop() {
        try {
            if (server != null) {
                server.stop(0);
                server = null;
            }
            if (silent != null) {
                silent.close();
                silent = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start() {
        stop();
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::serve);
        server.start();
    }

    @Override
    public boolean stall() {
        stop();
        try {
            silent = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }
}
