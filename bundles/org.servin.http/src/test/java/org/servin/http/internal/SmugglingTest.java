package org.servin.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.http.HttpExchange;

/** What one client sends is one request to everybody, or none. */
@Timeout(60)
class SmugglingTest {
    private static final String EVIL = "DELETE /evil HTTP/1.1\r\nHost: d\r\n\r\n";
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private Listening listening;

    @BeforeEach
    void listen() throws IOException {
        listening = Listening.with(this::answer, Map.of("hosts", new String[] {"tcp://127.0.0.1:0"}, "allow-unauthenticated-tcp", true));
    }

    @AfterEach
    void close() {
        listening.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        if (exchange.path().equals("/hijack")) {
            seen.add("hijack");
            exchange.hijack("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                    stream -> stream.output().write(("<" + new String(stream.input().readAllBytes(), StandardCharsets.ISO_8859_1) + ">").getBytes(StandardCharsets.ISO_8859_1)));
            return;
        }
        String body = exchange.path().equals("/unread") ? "" : new String(exchange.body().readAllBytes(), StandardCharsets.ISO_8859_1);
        seen.add(exchange.method() + " " + exchange.path() + " " + body);
        exchange.status(exchange.path().equals("/refuse") ? 404 : 200);
        exchange.output().write("done".getBytes(StandardCharsets.US_ASCII));
    }

    private String send(String bytes) throws IOException {
        try (Raw raw = Raw.to(listening)) {
            return raw.send(bytes).end().rest();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "Content-Length: 0\r\nContent-Length: 5\r\n\r\n",
        "Content-Length: 0, 5\r\n\r\n",
        "Content-Length: +0\r\n\r\n",
        "Content-Length: -1\r\n\r\n",
        "Content-Length: 0x0\r\n\r\n",
        "Content-Length: 99999999999999999999\r\n\r\n",
        "Content-Length : 5\r\n\r\n",
        "Transfer-Encoding: identity\r\n\r\n",
        "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n",
        "A: b\r\n folded\r\nContent-Length: 0\r\n\r\n",
        " A: b\r\n\r\n",
        "A: b\u0000c\r\n\r\n",
        "A: b\rContent-Length: 5\r\n\r\n",
        "A\r\n\r\n",
        ": b\r\n\r\n",
        "A b: c\r\n\r\n",
        "Host: e\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n",
    })
    void whatCanBeReadInTwoWaysIsRefused(String rest) throws IOException {
        String answer = send("POST /first HTTP/1.1\r\nHost: d\r\n" + rest + EVIL);
        assertTrue(answer.matches("(?s)HTTP/1.1 (400|413|501|500) .*"), answer);
        assertEquals(List.of(), seen.stream().filter(s -> s.contains("evil")).toList());
        assertEquals(1, answer.split("HTTP/1.1 ").length - 1, answer);
    }

    /** A line that ends with a bare line feed is a line or an error, and never a part of one. */
    @ParameterizedTest
    @ValueSource(strings = {"GET /first HTTP/1.1\nHost: d\n\n", "GET /first HTTP/1.1\r\nHost: d\nContent-Length: 0\r\n\r\n", "POST /first HTTP/1.1\r\nHost: d\r\nA: b\n\r\n"})
    void bareLineFeedsHideNothing(String request) throws IOException {
        String answer = send(request);
        assertTrue(answer.startsWith("HTTP/1.1 400 ") || answer.startsWith("HTTP/1.1 200 ") && seen.get(0).endsWith(" /first "), answer);
    }

    @Test
    void extensionsOfChunksAreNoBody() throws IOException {
        send("POST /first HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n3;x=\"DELETE /evil\";y\r\nabc\r\n0\r\nTrailer: GET /evil HTTP/1.1\r\n\r\nGET /second HTTP/1.1\r\nHost: d\r\n\r\n");
        assertEquals(List.of("POST /first abc", "GET /second "), seen);
    }

    @Test
    void aBodyThatNobodyReadIsNoRequest() throws IOException {
        send("POST /unread HTTP/1.1\r\nHost: d\r\nContent-Length: " + EVIL.length() + "\r\n\r\n" + EVIL + "GET /second HTTP/1.1\r\nHost: d\r\n\r\n");
        assertEquals(List.of("POST /unread ", "GET /second "), seen);
        seen.clear();
        String large = EVIL.repeat(20_000); // more than is taken for the sake of the answer
        try {
            send("POST /unread HTTP/1.1\r\nHost: d\r\nContent-Length: " + large.length() + "\r\n\r\n" + large);
        } catch (SocketException e) {
            assertEquals("Broken pipe", e.getMessage()); // nobody waits for all of it
        }
        assertEquals(List.of("POST /unread "), seen);
    }

    @Test
    void whatIsBehindAHijackIsTheSessionsOnly() throws IOException {
        assertEquals("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n<" + EVIL + ">", send("POST /hijack HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n" + EVIL));
        assertEquals(List.of("hijack"), seen);
        seen.clear();
        String body = "{\"Detach\":false}";
        assertTrue(send("POST /hijack HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: " + body.length() + "\r\n\r\n" + body + EVIL)
                .endsWith("\r\n\r\n<" + EVIL + ">"));
        assertEquals(List.of("hijack"), seen);
        seen.clear();
        assertTrue(send("POST /first HTTP/1.1\r\nHost: d\r\n\r\nPOST /hijack HTTP/1.1\r\nHost: d\r\n\r\n" + EVIL).endsWith("\r\n\r\n<" + EVIL + ">"));
        assertEquals(List.of("POST /first ", "hijack"), seen);
    }

    /** A client that wants a session may send what it has for it before it knows that it gets none. */
    @Test
    void whatIsBehindARefusedHijackIsNothing() throws IOException {
        for (String wish : new String[] {"Connection: Upgrade\r\nUpgrade: tcp\r\n", "Upgrade: tcp\r\n", "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 2\r\n"}) {
            String answer = send("POST /refuse HTTP/1.1\r\nHost: d\r\n" + wish + "\r\n" + (wish.contains("Length") ? "{}" : "") + EVIL);
            assertTrue(answer.startsWith("HTTP/1.1 404 ") && answer.endsWith("\r\n\r\ndone") || answer.startsWith("HTTP/1.1 400 "), answer); // 400: a wish in half
            assertEquals(List.of(), seen.stream().filter(s -> s.contains("evil")).toList());
            seen.clear();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../../etc/passwd", "/%2e%2e/x", "/a/%2F/b", "//a//b", "/a;x=y/..;/b", "/%00", "/a%0d%0aX:%20y", "/\\..\\x", "/a%", "/.//./", "/%c0%ae%c0%ae/"})
    void pathsArriveAsTheyAreOrNotAtAll(String path) throws IOException {
        String answer = send("GET " + path + " HTTP/1.1\r\nHost: d\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 400 ") && seen.isEmpty() || answer.startsWith("HTTP/1.1 200 ") && seen.equals(List.of("GET " + path + " ")), path + ": " + answer + seen);
    }
}
