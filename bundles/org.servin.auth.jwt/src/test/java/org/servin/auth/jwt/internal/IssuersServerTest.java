package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IssuersServerTest {
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void stop() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private byte[] fetch(Duration patience) throws IOException {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
        return new IssuersServer(url, Optional.empty(), patience, patience).fetch();
    }

    private void answer(int status, byte[] body, String... header) {
        server.createContext("/keys", exchange -> send(exchange, status, body, header));
    }

    private static void send(HttpExchange exchange, int status, byte[] body, String... header) throws IOException {
        try (exchange) {
            if (header.length > 0) {
                exchange.getResponseHeaders().set(header[0], header[1]);
            }
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void fails(String reason) {
        String message = assertThrows(Exception.class, () -> fetch(Duration.ofSeconds(20))).getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void keysAreFetched() throws IOException {
        answer(200, new byte[] {1, 2, 3});
        assertArrayEquals(new byte[] {1, 2, 3}, fetch(Duration.ofSeconds(20)));
    }

    @Test
    void redirectsAreNotFollowed() {
        int[] there = new int[1];
        server.createContext("/elsewhere", exchange -> {
            there[0]++;
            send(exchange, 200, new byte[] {1});
        });
        answer(302, new byte[0], "Location", "/elsewhere");
        fails("302, and redirects are not followed");
        assertEquals(0, there[0]);
    }

    @Test
    void whatIsNotFoundAndWhatIsTooLargeAreNoKeys() {
        answer(404, new byte[] {1});
        fails("404 Not Found");
        server.removeContext("/keys");
        answer(200, new byte[64 * 1024]);
        fails("larger than 65536 bytes");
    }

    @Test
    void nobodyListens() {
        server.stop(0);
        fails("connection refused");
    }

    @Test
    void anAnswerThatNeverEndsIsCut() {
        server.createContext("/keys", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write('{');
                out.flush();
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        assertThrows(Exception.class, () -> fetch(Duration.ofMillis(300)));
    }
}
