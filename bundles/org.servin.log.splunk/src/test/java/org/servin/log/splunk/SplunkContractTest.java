package org.servin.log.splunk;

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
import java.util.HashMap;
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

/** The collector is the test's own; the one of the end-to-end tests is itself tried with other clients. */
class SplunkContractTest extends LogDriverContract implements LogDestination, DestinationChecks, DownChecks, StallChecks {
    /** Members of events by name. */
    private final List<Map<String, String>> events = new CopyOnWriteArrayList<>();
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
        return new SplunkDriver();
    }

    /** The JDK's clients end when they are collected. */
    @Override
    protected void dispose(LogDriver driver) {
        ((SplunkDriver) driver).deactivate();
        System.gc();
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("splunk-url", "http://127.0.0.1:" + port, "splunk-token", Targets.TOKEN, "tag", "{{.FullID}}", "splunk-gzip", "false");
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(Targets.TOKEN);
    }

    @Override
    protected Optional<LogDestination> destination() {
        return Optional.of(this);
    }

    @Override
    protected boolean mayStay(Thread thread) {
        return thread.getName().startsWith("HttpClient-") || thread.getName().startsWith("HTTP-Dispatcher");
    }

    /** Bytes that are no UTF-8 are replaced, each of them. */
    @Override
    protected List<Seen> expected(List<LogRecord> records) {
        return records.stream().map(record -> new Seen(replaced(record.text()), record.source().text() + " " + EventFormat.seconds(record.epochNanos()))).toList();
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
        return events.stream().filter(event -> event.get("tag").equals(target.containerId()))
                .map(event -> new Seen(new String(event.get("line").getBytes(UTF_8), ISO_8859_1), event.get("source") + " " + event.get("time"))).toList();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange; JsonParser parser = new JsonFactory().createParser(exchange.getRequestBody())) {
            int depth = 0;
            Map<String, String> event = new HashMap<>();
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token == JsonToken.START_OBJECT ? 1 : token == JsonToken.END_OBJECT ? -1 : 0;
                if (token == JsonToken.VALUE_STRING) {
                    event.put(parser.currentName(), parser.getText());
                } else if (token == JsonToken.END_OBJECT && depth == 0) {
                    events.add(event);
                    event = new HashMap<>();
                }
            }
            exchange.sendResponseHeaders(200, -1);
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
        server.createContext("/services/collector/event/1.0", this::serve);
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
