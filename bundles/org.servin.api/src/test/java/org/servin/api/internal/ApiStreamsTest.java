package org.servin.api.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.api.internal.resource.ContainerStreamsResource;
import org.servin.api.internal.resource.EventsResource;
import org.servin.api.internal.resource.ContainerExecsResource;
import org.servin.api.internal.resource.ExecResource;
import org.servin.api.internal.resource.ImagesResource;
import org.servin.api.internal.resource.RegistryResource;
import org.servin.core.container.Containers;
import org.servin.core.container.WaitCondition;
import org.servin.core.container.WaitResult;
import org.servin.core.event.Event;
import org.servin.core.event.EventQuery;
import org.servin.core.event.EventSubscription;
import org.servin.core.event.Events;
import org.servin.core.exec.ExecConfig;
import org.servin.core.exec.ExecView;
import org.servin.core.exec.Execs;
import org.servin.core.stream.AttachOptions;
import org.servin.core.stream.FrameSink;
import org.servin.core.stream.LogOptions;
import org.servin.core.stream.StreamSession;
import org.servin.core.stream.Streams;
import org.servin.image.Images;
import org.servin.image.Progress;
import org.servin.image.RegistryLogin;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogSource;

@Timeout(30)
class ApiStreamsTest {
    private static final String UPGRADE = "Host: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\n";

    @TempDir
    Path folder;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CompletableFuture<WaitResult> exit = new CompletableFuture<>();
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private boolean terminal;
    private ApiServer server;
    private Client client;

    /** A process that says what it read back, and its end. */
    private final class Echo implements StreamSession {
        @Override
        public boolean terminal() {
            return terminal;
        }

        @Override
        public void run(InputStream input, FrameSink output) throws IOException {
            byte[] b = new byte[4096];
            for (int n = input.read(b); n >= 0; n = input.read(b)) {
                output.write(LogSource.STDOUT, b, 0, n);
            }
            byte[] end = "end".getBytes(StandardCharsets.UTF_8);
            output.write(LogSource.STDERR, end, 0, end.length);
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** A log that writes a line and then nothing until it is closed. */
    private final class Quiet implements StreamSession {
        @Override
        public boolean terminal() {
            return false;
        }

        @Override
        public void run(InputStream input, FrameSink output) throws IOException {
            byte[] line = "line\n".getBytes(StandardCharsets.UTF_8);
            output.write(LogSource.STDOUT, line, 0, line.length);
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }

    /** Streams of the tests. */
    public final class SomeStreams {
        public StreamSession attach(String ref, AttachOptions options) {
            if (ref.equals("nosuch")) {
                throw ServinException.notFound("No such container: nosuch");
            }
            return new Echo();
        }

        public StreamSession logs(String ref, LogOptions options) {
            return new Quiet();
        }
    }

    /** Execs of the tests. */
    public final class SomeExecs {
        public ExecView inspect(String id) {
            if (id.equals("nosuch")) {
                throw ServinException.notFound("No such exec instance: nosuch");
            }
            return new ExecView(id, "c", new ExecConfig(false, true, false, null, false, null, List.of("echo", "hi"), false, null, null), false, OptionalInt.of(0), 7, new byte[0]);
        }

        public void check(String id) {
            inspect(id);
        }

        public StreamSession startAttached(String id, Optional<int[]> size) {
            if (id.equals("bad")) {
                throw ServinException.invalid("exec failed");
            }
            return new Echo();
        }

        public void startDetached(String id) { }
    }

    /** Containers of the tests. */
    public final class SomeContainers {
        public CompletionStage<WaitResult> wait(String ref, WaitCondition condition) {
            return exit;
        }
    }

    /** Events of the tests. */
    public final class SomeEvents {
        public EventSubscription subscribe(EventQuery query) {
            return new EventSubscription() {
                @Override
                public Optional<Event> next(Duration wait) throws InterruptedException {
                    return Optional.ofNullable(closed.getCount() == 0 ? null : events.poll(100, TimeUnit.MILLISECONDS));
                }

                @Override
                public boolean finished() {
                    return false;
                }

                @Override
                public void close() {
                    closed.countDown();
                }
            };
        }
    }

    /** Images of the tests. */
    public final class SomeImages {
        public void pull(String name, String tagOrDigest, Optional<String> platform, RegistryLogin login, Progress.Sink progress) {
            if (name.equals("early") && tagOrDigest.equals("1")) {
                throw ServinException.notFound("manifest unknown");
            }
            progress.show(Progress.bar("ab", "Downloading", 500, 1000));
            if (name.equals("late") && tagOrDigest.equals("1")) {
                throw ServinException.notFound("layer unknown");
            }
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                closed.countDown();
            }
        }

        public void save(List<String> refs, Supplier<OutputStream> out) throws IOException {
            out.get().write(new byte[100_000]);
            throw new IOException("disk failed");
        }

        public org.servin.image.Image get(String ref) {
            return null;
        }
    }

    @BeforeEach
    void start() throws IOException {
        Images images = Fake.of(Images.class, new SomeImages());
        ImagesResource local = new ImagesResource(images, null, null, ApiServer.NO_FACTS);
        server = new ApiServer(folder, new ContainerStreamsResource(Fake.of(Containers.class, new SomeContainers()), Fake.of(Streams.class, new SomeStreams())),
                new ContainerExecsResource(Fake.of(Execs.class, new SomeExecs())), new ExecResource(Fake.of(Execs.class, new SomeExecs())), new EventsResource(Fake.of(Events.class, new SomeEvents())), local, new RegistryResource(images, local));
        client = server.client();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void attachUpgradesAndHalfCloses() throws IOException {
        try (Client.Open o = client.open("POST /v1.41/containers/c/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\n" + UPGRADE + "Content-Length: 0\r\n\r\nearly ")) {
            assertEquals("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n", o.head());
            assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 6}, o.in.readNBytes(8));
            assertEquals("early ", new String(o.in.readNBytes(6), StandardCharsets.US_ASCII));
            o.send("x");
            assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 1, 'x'}, o.in.readNBytes(9));
            o.channel.shutdownOutput();
            assertEquals("\2\0\0\0\0\0\0\3end", o.rest());
        }
    }

    @Test
    void attachWithoutUpgradeGetsThePlainForm() throws IOException {
        terminal = true;
        try (Client.Open o = client.open("POST /v1.41/containers/c/attach?stream=1 HTTP/1.1\r\nHost: d\r\n\r\n")) {
            assertEquals("HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n", o.head());
            o.send("raw");
            o.channel.shutdownOutput();
            assertEquals("rawend", o.rest());
        }
        try (Client.Open o = client.open("POST /v1.41/containers/nosuch/attach?stream=1 HTTP/1.1\r\n" + UPGRADE + "\r\n")) {
            assertEquals("HTTP/1.1 404 Not Found\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n", o.head());
            assertEquals("No such container: nosuch\r\n", o.rest());
        }
    }

    @Test
    void largeStreamsSurvive() throws Exception {
        terminal = true;
        try (Client.Open o = client.open("POST /v1.41/containers/c/attach?stream=1 HTTP/1.1\r\n" + UPGRADE + "\r\n")) {
            o.head();
            String part = "0123456789abcdef".repeat(4096);
            Thread writer = new Thread(() -> {
                try {
                    for (int i = 0; i < 48; i++) {
                        o.send(part);
                    }
                    o.channel.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            writer.start();
            assertEquals(48 * part.length() + 3, o.in.readAllBytes().length);
            writer.join();
        }
    }

    @Test
    void execsStartOnTheConnection() throws IOException {
        try (Client.Open o = client.open("POST /v1.41/exec/e/start HTTP/1.1\r\n" + UPGRADE + "Content-Length: 2\r\n\r\n{}")) {
            assertTrue(o.head().startsWith("HTTP/1.1 101 UPGRADED\r\nContent-Type: application/vnd.docker.raw-stream\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nApi-Version: 1.41\r\n"));
            o.channel.shutdownOutput();
            assertEquals("\2\0\0\0\0\0\0\3end", o.rest());
        }
        try (Client.Open o = client.open("POST /v1.41/exec/bad/start HTTP/1.1\r\n" + UPGRADE + "Content-Length: 2\r\n\r\n{}")) {
            o.head();
            assertEquals("\1\0\0\0\0\0\0\15exec failed\r\n", o.rest());
        }
        assertEquals(404, client.post("/v1.41/exec/nosuch/start", "{}").status());
        assertEquals(200, client.post("/v1.41/exec/e/start", "{\"Detach\":true}").status());
        assertEquals("{\"ID\":\"e\",\"Running\":false,\"ExitCode\":0,\"ProcessConfig\":{\"tty\":false,\"entrypoint\":\"echo\",\"arguments\":[\"hi\"],\"privileged\":false},"
                + "\"OpenStdin\":false,\"OpenStderr\":false,\"OpenStdout\":true,\"CanRemove\":false,\"ContainerID\":\"c\",\"DetachKeys\":\"\",\"Pid\":7}\n",
                client.get("/v1.41/exec/e/json").text());
    }

    @Test
    void followersThatLeaveAreNoticed() throws Exception {
        try (Client.Open o = client.open("GET /v1.41/containers/c/logs?stdout=1&follow=1 HTTP/1.1\r\nHost: d\r\n\r\n")) {
            String head = o.head();
            assertTrue(head.contains("Transfer-Encoding: chunked") && !head.contains("Content-Type"), head);
            assertEquals("D\r", o.line());
            assertArrayEquals(new byte[] {1, 0, 0, 0, 0, 0, 0, 5}, o.in.readNBytes(8));
            assertEquals("line", o.line());
        }
        assertTrue(closed.await(30, TimeUnit.SECONDS));
    }

    @Test
    void eventsComeOneByOne() throws Exception {
        try (Client.Open o = client.open("GET /v1.41/events HTTP/1.1\r\nHost: d\r\n\r\n")) {
            assertTrue(o.head().contains("Content-Type: application/json"));
            events.add(new Event("container", "start", "id1", Map.of("image", "busybox", "name", "n"), 1_500_000_000_000_000_007L));
            o.line();
            assertEquals("{\"status\":\"start\",\"id\":\"id1\",\"from\":\"busybox\",\"Type\":\"container\",\"Action\":\"start\",\"Actor\":{\"ID\":\"id1\","
                    + "\"Attributes\":{\"image\":\"busybox\",\"name\":\"n\"}},\"scope\":\"local\",\"time\":1500000000,\"timeNano\":1500000000000000007}", o.line());
            events.add(new Event("network", "connect", "id2", Map.of(), 1));
            // Jetty ends a chunk when the next begins
            o.line();
            o.line();
            assertEquals("{\"Type\":\"network\",\"Action\":\"connect\",\"Actor\":{\"ID\":\"id2\",\"Attributes\":{}},\"scope\":\"local\",\"time\":0,\"timeNano\":1}", o.line());
        }
        assertTrue(closed.await(30, TimeUnit.SECONDS));
        assertEquals(500, client.get("/v1.41/events?since=yesterday&until=1").status());
    }

    @Test
    void waitingAnswersItsHeadAtOnce() throws IOException {
        try (Client.Open o = client.open("POST /v1.41/containers/c/wait HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n")) {
            assertTrue(o.head().startsWith("HTTP/1.1 200 OK"));
            assertFalse(exit.isDone());
            exit.complete(new WaitResult(3, Optional.empty()));
            assertTrue(o.rest().contains("{\"Error\":null,\"StatusCode\":3}\n"));
        }
    }

    @Test
    void connectionsGoOnAfterAStream() throws IOException {
        exit.complete(new WaitResult(0, Optional.empty()));
        String wait = "POST /v1.41/containers/c/wait HTTP/1.1\r\nHost: d\r\n\r\n";
        try (Client.Open o = client.open(wait)) {
            for (int i = 0; i < 3; i++) {
                assertTrue(o.head().startsWith("HTTP/1.1 200 OK"), "answer " + i);
                o.line();
                o.line();
                o.line();
                o.line();
                o.line();
                o.send(wait);
            }
        }
    }

    @Test
    void failuresOfLongJobsDependOnTheMoment() throws IOException {
        Client.Answer early = client.post("/v1.41/images/create?fromImage=early&tag=1", null);
        assertEquals(404, early.status());
        assertEquals("{\"message\":\"manifest unknown\"}\n", early.text());
        Client.Answer late = client.post("/v1.41/images/create?fromImage=late&tag=1", null);
        assertEquals(200, late.status());
        assertEquals("{\"status\":\"Downloading\",\"progressDetail\":{\"current\":500,\"total\":1000},\"progress\":\"[" + "=".repeat(25) + ">" + " ".repeat(25)
                + "]     500B/1kB\",\"id\":\"ab\"}\r\n{\"errorDetail\":{\"message\":\"layer unknown\"},\"error\":\"layer unknown\"}\r\n", late.text());
    }

    @Test
    void pullersThatLeaveStopThePull() throws Exception {
        try (Client.Open o = client.open("POST /v1.41/images/create?fromImage=slow HTTP/1.1\r\nHost: d\r\nContent-Length: 0\r\n\r\n")) {
            o.head();
            o.line();
            assertTrue(o.line().contains("Downloading"));
        }
        assertTrue(closed.await(30, TimeUnit.SECONDS));
    }

    @Test
    void anAnswerThatBreaksOffDoesNotLookWhole() throws IOException {
        try (Client.Open o = client.open("GET /v1.41/images/x/get HTTP/1.1\r\nHost: d\r\n\r\n")) {
            o.head();
            assertFalse(o.rest().endsWith("0\r\n\r\n"));
        }
    }
}
