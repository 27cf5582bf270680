package org.servin.api.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.http.HttpExchange;
import org.servin.http.Peer;
import org.servin.spi.auth.AccessAnswer;

class ReviewedExchangeTest {
    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final List<String> headers = new ArrayList<>();
    private final List<AccessAnswer> judged = new ArrayList<>();
    private int status;
    private boolean refuse;
    private final ReviewedExchange reviewed = new ReviewedExchange(new Exchange(), Map.of("Server", "x"), answer -> {
        judged.add(answer);
        if (refuse) {
            throw AccessRefused.tooMany();
        }
    });

    /** Notes what comes. */
    private final class Exchange implements HttpExchange {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String path() {
            return "/";
        }

        @Override
        public String query() {
            return "";
        }

        @Override
        public Map<String, List<String>> headers() {
            return Map.of();
        }

        @Override
        public Peer peer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public InputStream body() {
            return InputStream.nullInputStream();
        }

        @Override
        public void status(int newStatus) {
            status = newStatus;
        }

        @Override
        public void header(String name, String value) {
            headers.add(name + ": " + value);
        }

        @Override
        public OutputStream output() {
            return sent;
        }

        @Override
        public boolean committed() {
            return sent.size() > 0;
        }

        @Override
        public void onClientGone(Runnable action) { }

        @Override
        public void hijack(byte[] preamble, Session session) {
            sent.writeBytes(preamble);
        }
    }

    private void answer(String text) throws IOException {
        reviewed.status(201);
        reviewed.header("A", "1");
        reviewed.header("A", "2");
        reviewed.output().write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSmallAnswerIsJudgedInFull() throws IOException {
        answer("text");
        assertEquals(0, sent.size());
        reviewed.finish();
        assertEquals("text", sent.toString(StandardCharsets.UTF_8));
        assertEquals(List.of("A: 1", "A: 2"), headers);
        assertEquals(201, status);
        assertEquals(Map.of("Server", List.of("x"), "A", List.of("1", "2")), judged.get(0).headers());
        assertEquals("text", new String(judged.get(0).body().orElseThrow(), StandardCharsets.UTF_8));
    }

    @Test
    void aStreamIsJudgedByItsHeadOnce() throws IOException {
        answer("one");
        reviewed.output().flush();
        assertEquals("one", sent.toString(StandardCharsets.UTF_8));
        reviewed.output().write('2');
        reviewed.output().flush();
        reviewed.finish();
        assertEquals("one2", sent.toString(StandardCharsets.UTF_8));
        assertEquals(1, judged.size());
        assertTrue(judged.get(0).body().isEmpty());
    }

    @Test
    void aLargeAnswerIsNotHeld() throws IOException {
        answer("x".repeat(65_537));
        assertEquals(65_537, sent.size());
        assertTrue(judged.get(0).body().isEmpty());
    }

    @Test
    void nothingOfARefusedAnswerIsSent() {
        refuse = true;
        assertThrows(AccessRefused.class, () -> {
            answer("secret");
            reviewed.output().flush();
        });
        assertEquals(0, sent.size());
        assertEquals(List.of(), headers);
    }

    @Test
    void whatIsAnsweredInsteadIsNotJudgedAgain() throws IOException {
        refuse = true;
        assertThrows(AccessRefused.class, () -> {
            answer("secret");
            reviewed.finish();
        });
        reviewed.status(403);
        reviewed.header("B", "3");
        reviewed.output().write("no".getBytes(StandardCharsets.UTF_8));
        reviewed.finish();
        assertEquals("no", sent.toString(StandardCharsets.UTF_8));
        assertEquals(List.of("B: 3"), headers);
        assertEquals(403, status);
        assertEquals(1, judged.size());
    }

    @Test
    void aTakenConnectionHasNoAnswerToJudge() throws IOException {
        reviewed.hijack("101".getBytes(StandardCharsets.UTF_8), stream -> { });
        reviewed.finish();
        assertEquals(List.of(), judged);
    }
}
