package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.RawConnection;
import org.servin.itests.harness.Relay;

/** Clients attached to containers. */
public class AttachIT {
    private static final long LIMIT = 90_000;
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static RawConnection attach(String container, String query) throws IOException {
        RawConnection c = new RawConnection(ENGINE.socket(), "POST", "/containers/" + container + "/attach?" + query, RawConnection.UPGRADE, new byte[0]);
        assertEquals(101, c.status());
        return c;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a WebSocket client is told. */
    private static final class Told implements WebSocket.Listener {
        private final StringBuilder said = new StringBuilder();
        private final CompletableFuture<String> pong = new CompletableFuture<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
            synchronized (said) {
                said.append(StandardCharsets.UTF_8.decode(data));
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
            pong.complete(StandardCharsets.UTF_8.decode(message).toString());
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            closed.completeExceptionally(error);
            pong.completeExceptionally(error);
        }

        String said() {
            synchronized (said) {
                return said.toString();
            }
        }
    }

    @Test(timeout = LIMIT)
    public void aWebSocketClientTalksToTheContainer() throws Exception {
        String id = ENGINE.docker("run", "-di", "busybox", "sh", "-c", "read a; echo got $a; read b; echo also $b").text();
        Told told = new Told();
        try (Relay relay = new Relay(ENGINE.socket())) {
            WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + relay.port() + "/v1.41/containers/" + id + "/attach/ws?stream=1"), told).get(30, TimeUnit.SECONDS);
            socket.sendText("on", false).thenCompose(s -> s.sendText("e\n", true)).get(30, TimeUnit.SECONDS);
            Await.until("an answer", () -> told.said().equals("got one\n"));
            socket.sendPing(ByteBuffer.wrap(bytes("there?"))).get(30, TimeUnit.SECONDS);
            assertEquals("there?", told.pong.get(30, TimeUnit.SECONDS));
            socket.sendBinary(ByteBuffer.wrap(bytes("two\n")), true).get(30, TimeUnit.SECONDS);
            assertEquals(Integer.valueOf(WebSocket.NORMAL_CLOSURE), told.closed.get(30, TimeUnit.SECONDS));
            assertEquals("got one\nalso two\n", told.said());
        }
    }

    @Test(timeout = LIMIT)
    public void aWebSocketThatClosesLeavesTheContainerAlone() throws Exception {
        String id = ENGINE.docker("run", "-d", "busybox", "sleep", "1000").text();
        Told told = new Told();
        try (Relay relay = new Relay(ENGINE.socket())) {
            WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder()
                    .buildAsync(URI.create("ws://127.0.0.1:" + relay.port() + "/v1.41/containers/" + id + "/attach/ws?stream=1"), told).get(30, TimeUnit.SECONDS);
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "enough").get(30, TimeUnit.SECONDS);
            assertEquals(Integer.valueOf(WebSocket.NORMAL_CLOSURE), told.closed.get(30, TimeUnit.SECONDS));
        }
        assertEquals("true", ENGINE.docker("inspect", "-f", "{{.State.Running}}", id).text());
    }

    @Test(timeout = LIMIT)
    public void severalClientsGetTheSame() throws IOException {
        String id = ENGINE.docker("create", "-i", "busybox", "sh", "-c", "read a; seq 1 20000; read b; echo end $a $b").text();
        try (RawConnection one = attach(id, "stream=1&stdin=1&stdout=1"); RawConnection two = attach(id, "stream=1&stdin=1&stdout=1");
                RawConnection three = attach(id, "stream=1&stdout=1")) {
            ENGINE.docker("start", id).exits(0);
            one.send(bytes("x\n"));
            two.send(bytes("y\n"));
            String all = RawConnection.said(three.body());
            assertTrue(all, all.matches("(?s)1\n2\n3\n.*\n19999\n20000\nend (x y|y x)\n"));
            for (RawConnection c : List.of(one, two)) {
                assertEquals(all, RawConnection.said(c.body()));
            }
        }
    }

    @Test(timeout = LIMIT)
    public void theLogsEndIsTheStreamsBeginning() throws Exception {
        String id = ENGINE.docker("run", "-d", "busybox", "sh", "-c", "i=0; while [ $i -lt 20000 ]; do echo $i; i=$((i+1)); done").text();
        try (RawConnection c = attach(id, "logs=1&stream=1&stdout=1")) {
            List<String> lines = RawConnection.said(c.body()).lines().toList();
            for (int i = 0; i < 20_000; i++) {
                assertEquals(Integer.toString(i), lines.get(i));
            }
            assertEquals(20_000, lines.size());
        }
    }

    @Test(timeout = LIMIT)
    public void whoTakesNothingHoldsUpNobodyForEver() throws IOException {
        String id = ENGINE.docker("run", "-d", "busybox", "sh", "-c", "while [ ! -e /go ]; do usleep 50000; done; head -c 20000000 /dev/zero").text();
        try (RawConnection hangs = attach(id, "stream=1&stdout=1"); RawConnection takes = attach(id, "stream=1&stdout=1")) {
            ENGINE.docker("exec", id, "touch", "/go").exits(0);
            assertEquals(20_000_000, RawConnection.said(takes.body()).length());
            assertEquals("0", ENGINE.docker("wait", id).text());
            assertTrue("what it left alone is cut", hangs.body().readAllBytes().length < 20_000_000);
        }
    }

    @Test(timeout = LIMIT)
    public void detachKeysOfOnesOwn() {
        String id = ENGINE.docker("run", "-dit", "busybox", "cat").text();
        Command attached = ENGINE.dockerOnTerminal("ab\u0018y", "attach", "--detach-keys", "ctrl-x,y", id);
        assertTrue(attached.out(), attached.out().contains("read escape sequence"));
        assertEquals("true", ENGINE.docker("inspect", "-f", "{{.State.Running}}", id).text());
        String refused = ENGINE.dockerOnTerminal("", "attach", "--detach-keys", "nonsense", id).out();
        assertTrue(refused, refused.contains("unable to upgrade to tcp, received 400"));
    }

    @Test(timeout = LIMIT)
    public void aClientThatLeavesEndsTheInputThatWaitedForIt() throws IOException {
        String id = ENGINE.docker("create", "-i", "busybox", "sh", "-c", "cat; exit 5").text();
        try (RawConnection c = attach(id, "stream=1&stdin=1&stdout=1")) {
            ENGINE.docker("start", id).exits(0);
            c.send(bytes("x\n"));
            assertEquals(10, c.body().readNBytes(10).length);
        }
        assertEquals("5", ENGINE.docker("wait", id).text());
        assertEquals("x", ENGINE.docker("logs", id).text());
    }
}
