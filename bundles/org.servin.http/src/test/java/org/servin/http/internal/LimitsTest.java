package org.servin.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servin.http.HttpExchange;

@Timeout(90)
class LimitsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: d\r\n\r\n";
    private static final String DONE = "\r\n\r\ndone";

    private static Listening listen(Object... settings) throws IOException {
        Map<String, Object> all = new HashMap<>(Map.of("hosts", new String[] {"tcp://127.0.0.1:0"}, "allow-unauthenticated-tcp", true));
        for (int i = 0; i < settings.length; i += 2) {
            all.put((String) settings[i], settings[i + 1]);
        }
        return Listening.with(LimitsTest::answer, all);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        switch (exchange.path()) {
            case "/session" -> exchange.hijack("HTTP/1.1 101 UPGRADED\r\n\r\n".getBytes(StandardCharsets.US_ASCII), LimitsTest::echo);
            case "/secret" -> {
                exchange.status(401);
                exchange.output().write("no".getBytes(StandardCharsets.US_ASCII));
            }
            case "/slow" -> {
                exchange.output().flush();
                pause();
                exchange.output().write("done".getBytes(StandardCharsets.US_ASCII));
            }
            default -> {
                exchange.body().readAllBytes();
                exchange.output().write("done".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private static void echo(HttpExchange.Duplex stream) throws IOException {
        InputStream in = stream.input();
        for (int b = in.read(); b >= 0; b = in.read()) {
            stream.output().write(b);
        }
    }

    /** Longer than the limits of time of these tests. */
    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2500));
    }

    /** Sends a byte now and then until the server does not want any more; what it answered. */
    private static String drip(Raw raw, String first, String drop) throws IOException {
        raw.send(first);
        Thread dripping = new Thread(() -> {
            try {
                while (true) {
                    raw.send(drop);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
            } catch (IOException e) {
                // this is what it waits for
                return;
            }
        });
        dripping.start();
        try {
            return raw.rest();
        } finally {
            raw.close();
        }
    }

    @Test
    void aHeadHasToBeCompleteInTime() throws IOException {
        try (Listening listening = listen("http-head-timeout", 1)) {
            String answer = drip(Raw.to(listening), "GET / HTTP/1.1\r\nA: ", "x");
            assertTrue(answer.startsWith("HTTP/1.1 408 Request Timeout\r\n") && answer.contains("{\"message\":\"the request did not come\"}"), answer);
            try (Raw raw = Raw.to(listening)) {
                raw.send(GET).until(DONE); // the second request of a connection, too
                assertTrue(drip(raw, "GET", " ").startsWith("HTTP/1.1 408 "));
            }
        }
    }

    @Test
    void aSmallBodyHasToBeCompleteInTime() throws IOException {
        try (Listening listening = listen("http-head-timeout", 1)) {
            String answer = drip(Raw.to(listening), "POST / HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{", " ");
            assertTrue(answer.startsWith("HTTP/1.1 408 ") && answer.contains("\"message\""), answer);
        }
    }

    @Test
    void aBodyMayComeSlowlyButHasToCome() throws IOException {
        try (Listening listening = listen("http-body-timeout", 2); Raw stuck = Raw.to(listening); Raw slow = Raw.to(listening)) {
            slow.send("POST / HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n");
            stuck.send("POST / HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab");
            for (int i = 0; i < 8; i++) {
                slow.send("1\r\nx\r\n");
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
            }
            slow.send("0\r\n\r\n").until("done");
            String answer = stuck.rest();
            assertTrue(answer.startsWith("HTTP/1.1 408 ") && answer.contains("{\"message\":\"the body did not come\"}"), answer);
        }
    }

    @Test
    void whoAsksNothingIsDisconnected() throws IOException {
        try (Listening listening = listen("http-idle-timeout", 1); Raw never = Raw.to(listening); Raw once = Raw.to(listening)) {
            once.send(GET).until(DONE);
            assertEquals("", once.rest());
            assertEquals("", never.rest());
        }
    }

    @Test
    void sessionsAndAnswersTakeAnyTime() throws IOException {
        try (Listening listening = listen("http-idle-timeout", 1, "http-head-timeout", 1, "http-body-timeout", 1); Raw session = Raw.to(listening); Raw answer = Raw.to(listening)) {
            answer.send("GET /slow HTTP/1.1\r\nHost: d\r\n\r\n");
            session.send("POST /session HTTP/1.1\r\nHost: d\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\n").until("\r\n\r\n");
            pause();
            session.send("still here").until("still here");
            answer.until("done");
        }
    }

    @Test
    void requestsHaveASize() throws IOException {
        try (Listening listening = listen("http-head-size", 8192, "http-body-size", 1000L); Raw large = Raw.to(listening); Raw said = Raw.to(listening); Raw unsaid = Raw.to(listening)) {
            String answer = large.send("GET / HTTP/1.1\r\nHost: d\r\nA: " + "a".repeat(10_000) + "\r\n\r\n").rest();
            assertTrue(answer.startsWith("HTTP/1.1 431 ") && answer.contains("{\"message\":"), answer);
            answer = said.send("POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 1001\r\n\r\n").end().rest();
            assertTrue(answer.startsWith("HTTP/1.1 413 ") && answer.contains("{\"message\":\"the body is larger than 1000 bytes\"}"), answer);
            answer = unsaid.send("POST / HTTP/1.1\r\nHost: d\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" + "a".repeat(1001) + "\r\n0\r\n\r\n").rest();
            assertTrue(answer.startsWith("HTTP/1.1 413 ") && answer.contains("{\"message\":\"the body is larger than 1000 bytes\"}"), answer);
            try (Raw fits = Raw.to(listening)) {
                fits.send("POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 1000\r\n\r\n" + "a".repeat(1000)).until(DONE);
            }
        }
    }

    @Test
    void oneAddressHasSoManyConnections() throws IOException {
        try (Listening listening = listen("http-connections-per-client", 2); Raw first = Raw.to(listening)) {
            first.send(GET).until(DONE);
            try (Raw second = Raw.to(listening)) {
                second.send(GET).until(DONE);
                try (Raw third = Raw.to(listening)) {
                    String answer = third.send(GET).rest();
                    assertTrue(answer.startsWith("HTTP/1.1 503 Service Unavailable\r\n") && answer.endsWith("{\"message\":\"there are too many connections\"}\n"), answer);
                }
                first.send(GET).until(DONE);
            }
            String answer = "HTTP/1.1 503 ";
            while (answer.startsWith("HTTP/1.1 503 ")) { // until the others are seen to have gone
                try (Raw next = Raw.to(listening)) {
                    answer = next.send("GET / HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n").rest();
                }
            }
            assertTrue(answer.startsWith("HTTP/1.1 200 "), answer);
        }
    }

    @Test
    void whoHasBeenSilentForTheLongestMakesRoom() throws IOException {
        try (Listening listening = listen("http-connections", 3); Raw busy = Raw.to(listening)) {
            busy.send("POST /session HTTP/1.1\r\nHost: d\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\n").until("\r\n\r\n");
            try (Raw silent = Raw.to(listening)) {
                silent.send(GET).until(DONE);
                try (Raw later = Raw.to(listening)) {
                    later.send(GET).until(DONE);
                    try (Raw newcomer = Raw.to(listening)) {
                        newcomer.send(GET).until(DONE);
                        assertEquals("", silent.rest());
                        later.send(GET).until(DONE);
                        busy.send("x").until("x");
                    }
                }
            }
        }
    }

    /** More than the number of those who can be anybody: the oldest of them goes, and nobody else. */
    @Test
    void strangersMakeRoomForStrangers() throws IOException {
        List<Raw> crowd = new ArrayList<>();
        try (Listening listening = listen("http-connections-per-client", 0); Raw known = Raw.to(listening); Raw turnedAway = Raw.to(listening)) {
            known.send(GET).until(DONE);
            turnedAway.send("GET /secret HTTP/1.1\r\nHost: d\r\n\r\n").until("\r\n\r\nno");
            for (int i = 0; i < 1030; i++) {
                crowd.add(Raw.to(listening));
            }
            assertEquals("", turnedAway.rest());
            known.send(GET).until(DONE);
            crowd.get(1029).send(GET).until(DONE);
        } finally {
            for (Raw client : crowd) {
                client.close();
            }
        }
    }

    @Test
    void unfinishedHeadsShareTheirRoom() throws IOException {
        List<Raw> clients = new ArrayList<>();
        try (Listening listening = listen()) {
            for (int i = 0; i < 40; i++) {
                Raw client = Raw.to(listening);
                clients.add(client);
                client.send("GET / HTTP/1.1\r\nHost: d\r\nA: " + "a".repeat(700_000));
            }
            String answer = clients.get(39).rest();
            assertTrue(answer.startsWith("HTTP/1.1 431 ") || answer.startsWith("<"), answer);
            for (Raw client : clients) {
                client.close();
            }
            try (Raw next = Raw.to(listening)) {
                next.send(GET).until(DONE);
            }
        } finally {
            for (Raw client : clients) {
                client.close();
            }
        }
    }

    /** A thread of each would be more memory than the engine has at rest. */
    @Test
    void slowClientsHoldNoThreads() throws IOException {
        List<Raw> clients = new ArrayList<>();
        try (Listening listening = listen()) {
            for (int i = 0; i < 300; i++) {
                Raw client = Raw.to(listening);
                clients.add(client);
                client.send(i % 3 == 0 ? "GET / HTTP/1.1\r\nHo" : i % 3 == 1 ? "POST / HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{" : "");
            }
            try (Raw quick = Raw.to(listening)) {
                for (int i = 0; i < 500; i++) {
                    quick.send(GET).until(DONE);
                }
            }
            long threads = Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().startsWith("http-")).count();
            assertTrue(threads < 50, threads + " threads");
            clients.get(1).send("      }").send("}").until(DONE); // it was waited for
        } finally {
            for (Raw client : clients) {
                client.close();
            }
        }
    }
}
