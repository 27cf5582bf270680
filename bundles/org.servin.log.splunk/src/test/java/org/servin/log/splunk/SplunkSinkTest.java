package org.servin.log.splunk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

class SplunkSinkTest {
    private static final Pattern LINE = Pattern.compile("\"line\":\"([^\"]*)\"");
    private static final String SUCCESS = "{\"text\":\"Success\",\"code\":0}";

    /** What the collector of a test answers to lines. */
    private interface Answers {
        String to(List<String> lines);
    }

    private final List<String> taken = new CopyOnWriteArrayList<>();
    private final List<List<String>> requests = new CopyOnWriteArrayList<>();
    private final List<HttpExchange> heads = new CopyOnWriteArrayList<>();
    private final AtomicReference<Answers> answers = new AtomicReference<>(lines -> "200 " + SUCCESS);
    private final SplunkDriver driver = new SplunkDriver();
    private HttpServer server;
    private int largest = Integer.MAX_VALUE;
    private long clock = 1_795_840_302_674_239_000L;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/services/collector/event/1.0", this::serve);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            heads.add(exchange);
            boolean packed = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
            byte[] body = (packed ? new GZIPInputStream(exchange.getRequestBody()) : exchange.getRequestBody()).readAllBytes();
            List<String> lines = new ArrayList<>();
            for (Matcher m = LINE.matcher(new String(body, UTF_8)); m.find();) {
                lines.add(m.group(1));
            }
            requests.add(lines);
            String answer = body.length > largest ? "413 too large" : answers.get().to(lines);
            if (answer.startsWith("200")) {
                taken.addAll(lines);
            }
            byte[] text = answer.substring(4).getBytes(UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private LogTarget target(String... options) {
        List<String> all = new ArrayList<>(List.of(options));
        all.add("splunk-url=http://127.0.0.1:" + server.getAddress().getPort());
        return Targets.of(all.toArray(String[]::new));
    }

    private List<LogRecord> batch(String... lines) {
        return List.of(lines).stream().map(line -> new LogRecord(LogSource.STDOUT, clock += 1000, line.getBytes(UTF_8), true)).toList();
    }

    private static String[] numbered(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toArray(String[]::new);
    }

    @Test
    void oneRequestABatch() {
        try (LogSink sink = driver.open(target())) {
            assertEquals(new LogReceipt(1000, 0), sink.append(batch(numbered(1000))));
            assertEquals("", sink.mark());
        }
        assertEquals(List.of(numbered(1000)), taken);
        assertEquals(1, requests.size());
        assertEquals("Splunk " + Targets.TOKEN, heads.get(0).getRequestHeaders().getFirst("Authorization"));
        assertEquals(null, heads.get(0).getRequestHeaders().getFirst("X-Splunk-Request-Channel"));
    }

    @Test
    void gzipAndChannel() {
        try (LogSink sink = driver.open(target("splunk-gzip=true", "splunk-gzip-level=9", "splunk-index-acknowledgment=1"))) {
            sink.append(batch("a"));
            sink.append(batch("b"));
        }
        assertEquals(List.of("a", "b"), taken);
        String channel = heads.get(0).getRequestHeaders().getFirst("X-Splunk-Request-Channel");
        assertTrue(channel.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"));
        assertEquals(channel, heads.get(1).getRequestHeaders().getFirst("X-Splunk-Request-Channel"));
    }

    @Test
    void requestsStayWithinTheLimit() {
        String text = "x".repeat(400_000);
        try (LogSink sink = driver.open(target())) {
            assertEquals(new LogReceipt(5, 0), sink.append(batch(text, text, text, "y".repeat(1_200_000), "z")));
        }
        assertEquals(List.of(2, 1, 1, 1), requests.stream().map(List::size).toList());
    }

    @Test
    void wrongEventsAreFoundByTheirNumber() {
        answers.set(lines -> {
            int bad = IntStream.range(0, lines.size()).filter(i -> lines.get(i).startsWith("bad")).findFirst().orElse(-1);
            return bad < 0 ? "200 " + SUCCESS : "400 {\"text\":\"Invalid data format\",\"code\":6,\"invalid-event-number\":" + bad + "}";
        });
        try (LogSink sink = driver.open(target())) {
            assertEquals(new LogReceipt(7, 3), sink.append(batch("bad 1", "a", "b", "bad 2", "bad 3", "c", "d")));
            assertEquals(new LogReceipt(1, 1), sink.append(batch("bad 4")));
        }
        assertEquals(List.of("a", "b", "c", "d"), taken);
    }

    @Test
    void wrongEventsAreFoundWithoutNumbersAndWithWrongOnes() {
        for (String hint : List.of("", ",\"invalid-event-number\":999", ",\"invalid-event-number\":-1", ",\"invalid-event-number\":1")) {
            taken.clear();
            answers.set(lines -> lines.contains("bad") ? "400 {\"text\":\"Event field cannot be blank\",\"code\":13" + hint + "}" : "200 " + SUCCESS);
            try (LogSink sink = driver.open(target())) {
                assertEquals(new LogReceipt(6, 2), sink.append(batch("a", "b", "bad", "c", "bad", "d")));
            }
            assertEquals(List.of("a", "b", "c", "d"), taken);
        }
    }

    @Test
    void tooLargeRequestsAreDivided() {
        largest = 400;
        try (LogSink sink = driver.open(target())) {
            assertEquals(new LogReceipt(21, 1), sink.append(batch(java.util.stream.Stream.concat(java.util.Arrays.stream(numbered(20)), java.util.stream.Stream.of("x".repeat(400))).toArray(String[]::new))));
        }
        assertEquals(List.of(numbered(20)), taken);
    }

    @Test
    void whatAnAdministratorCanPutRightIsUnavailable() {
        for (String answer : List.of("401 {\"text\":\"Token is required\",\"code\":2}", "403 {\"text\":\"Invalid token " + Targets.TOKEN + "\",\"code\":4}",
                "400 {\"text\":\"Incorrect index\",\"code\":7,\"invalid-event-number\":1}", "400 <html>", "404 nothing", "429 slow", "503 {\"text\":\"Server is busy\",\"code\":9}")) {
            answers.set(lines -> answer);
            try (LogSink sink = driver.open(target())) {
                ServinException e = assertThrows(ServinException.class, () -> sink.append(batch("a", "b")));
                assertEquals(ErrorKind.UNAVAILABLE, e.kind());
                assertTrue(e.getMessage().startsWith("splunk: failed to send event - " + answer.substring(0, 3)), e.getMessage());
                assertFalse(e.getMessage().contains(Targets.TOKEN));
            }
        }
        assertEquals("splunk: failed to send event - 503 Service Unavailable - {\"text\":\"Server is busy\",\"code\":9}",
                assertThrows(ServinException.class, () -> driver.open(target()).append(batch("a"))).getMessage());
    }

    @Test
    void partsThatWereTakenAreTold() {
        String text = "x".repeat(400_000);
        answers.set(lines -> requests.size() > 1 ? "503 busy" : "200 " + SUCCESS);
        try (LogSink sink = driver.open(target())) {
            assertEquals(new LogReceipt(2, 0), sink.append(batch(text, text, text)));
            assertThrows(ServinException.class, () -> sink.append(batch(text)));
        }
    }

    @Test
    void blankRawRecordsAreDoneWithWithoutARequest() {
        try (LogSink sink = driver.open(target("splunk-format=raw"))) {
            assertEquals(new LogReceipt(3, 0), sink.append(batch("", "a", " ")));
            assertEquals(new LogReceipt(1, 0), sink.append(batch("")));
        }
        assertEquals(1, requests.size());
    }

    @Test
    void verifiesByOptions() {
        driver.reach(target());
        assertEquals("OPTIONS", heads.get(0).getRequestMethod());
        answers.set(lines -> "404 nothing here");
        assertEquals("splunk: failed to verify connection - 404 Not Found - nothing here", assertThrows(ServinException.class, () -> driver.reach(target())).getMessage());
        driver.reach(target("splunk-verify-connection=false"));
        assertEquals(2, heads.size());
    }

    @Test
    void nobodyThere() {
        LogTarget target = target();
        int port = server.getAddress().getPort();
        server.stop(0);
        ServinException e = assertThrows(ServinException.class, () -> driver.open(target).append(batch("a")));
        assertEquals("Post \"http://127.0.0.1:" + port + "/services/collector/event/1.0\": dial tcp 127.0.0.1:" + port + ": connect: connection refused", e.getMessage());
        assertEquals(ErrorKind.UNAVAILABLE, e.kind());
        assertTrue(assertThrows(ServinException.class, () -> driver.reach(target)).getMessage().startsWith("Options \"http"));
    }

    @Test
    void silenceEnds() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LogTarget target = Targets.of("splunk-url=http://127.0.0.1:" + silent.getLocalPort());
            ServinException e = assertThrows(ServinException.class, () -> new SplunkDriver(Duration.ofMillis(50)).open(target).append(batch("a")));
            assertTrue(e.getMessage().endsWith("net/http: request canceled (Client.Timeout exceeded while awaiting headers)"), e.getMessage());
        }
    }

    @Test
    void interruptionEndsTheWait() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        answers.set(lines -> {
            asked.countDown();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "200 " + SUCCESS;
        });
        FutureTask<LogReceipt> task = new FutureTask<>(() -> driver.open(target()).append(batch("a")));
        Thread thread = new Thread(task);
        thread.start();
        asked.await();
        thread.interrupt();
        ExecutionException e = assertThrows(ExecutionException.class, task::get);
        assertEquals(ErrorKind.CANCELLED, ((ServinException) e.getCause()).kind());
        release.countDown();
    }
}
