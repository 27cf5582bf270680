package org.servin.auth.jwt.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

@Timeout(60)
class PublishedKeysTest {
    private static final String FIRST = Issuer.jwks(Issuer.jwk("a", Issuer.RSA));
    private static final String SECOND = Issuer.jwks(Issuer.jwk("b", Issuer.OTHER_RSA));
    private static final PublishedKeys.Pace PACE = new PublishedKeys.Pace(Duration.ofMinutes(5), Duration.ofHours(1), Duration.ofSeconds(10), Duration.ofSeconds(2), Duration.ofSeconds(20));
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // such clocks begin anywhere
    private final Semaphore fetched = new Semaphore(0);
    private volatile String published = FIRST;
    private volatile int fetches;
    private volatile CountDownLatch slow = new CountDownLatch(0);
    private final PublishedKeys keys = keys(PACE);
    private final Gate gate = Gate.of(Gate.rules(KeyPlace.PUBLIC), keys);

    private PublishedKeys keys(PublishedKeys.Pace pace) {
        return new PublishedKeys(this::fetch, new JwksReader(), pace, nanos::get);
    }

    private byte[] fetch() throws IOException {
        try {
            fetches++;
            slow.await();
            if (published.isEmpty()) {
                throw new IOException("connection refused");
            }
            return published.getBytes(StandardCharsets.US_ASCII);
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            fetched.release();
        }
    }

    @AfterEach
    void close() {
        slow.countDown();
        keys.close();
    }

    private static String token(String kid, KeyPair pair) {
        return Issuer.token("{\"alg\":\"RS256\",\"kid\":\"" + kid + "\"}", Gate.claims(), Issuer.signer("RS256", pair));
    }

    private void later(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    private static void unavailable(Runnable what, String reason) {
        ServinException refusal = assertThrows(ServinException.class, what::run);
        assertEquals(ErrorKind.UNAVAILABLE, refusal.kind(), refusal.getMessage());
        assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void keysAreFetchedOnceForManyTokens() {
        assertEquals(0, fetches);
        Stream.generate(() -> token("a", Issuer.RSA)).limit(20).parallel().forEach(gate::admits);
        assertEquals(1, fetches);
    }

    @Test
    void rotationIsNoticedByTheNewKeysFirstToken() {
        gate.admits(token("a", Issuer.RSA));
        published = SECOND;
        later(Duration.ofSeconds(11));
        gate.admits(token("b", Issuer.OTHER_RSA));
        gate.refuses(token("a", Issuer.RSA), "its key \"a\" is not one of the issuer's");
        assertEquals(2, fetches);
    }

    @Test
    void rotationOfKeysWithoutNamesIsNoticedToo() {
        published = FIRST.replace("\"kid\":\"a\",", "");
        String first = Issuer.token("{\"alg\":\"RS256\"}", Gate.claims(), Issuer.signer("RS256", Issuer.RSA));
        gate.admits(first);
        published = SECOND.replace("\"kid\":\"b\",", "");
        later(Duration.ofSeconds(11));
        gate.admits(Issuer.token("{\"alg\":\"RS256\"}", Gate.claims(), Issuer.signer("RS256", Issuer.OTHER_RSA)));
        gate.refuses(first, "its signature does not hold");
    }

    @Test
    void unknownKeysCannotHaveThemFetchedAllTheTime() {
        gate.admits(token("a", Issuer.RSA));
        for (int i = 0; i < 50; i++) {
            gate.refuses(token("x" + i, Issuer.OTHER_RSA), "is not one of the issuer's");
        }
        assertEquals(1, fetches);
        later(Duration.ofSeconds(11));
        for (int i = 0; i < 50; i++) {
            gate.refuses(token("x" + i, Issuer.OTHER_RSA), "is not one of the issuer's");
        }
        assertEquals(2, fetches);
        // and a wrong signature by a known key is no reason at all
        later(Duration.ofSeconds(11));
        gate.refuses(token("a", Issuer.OTHER_RSA), "its signature does not hold");
        assertEquals(2, fetches);
    }

    @Test
    void keysThatAreStillTheSameStayTheSame() {
        KeyRing ring = keys.current();
        later(Duration.ofSeconds(11));
        gate.refuses(token("x", Issuer.OTHER_RSA), "is not one of the issuer's"); // waits for the fetch
        assertEquals(2, fetches);
        assertSame(ring, keys.current());
    }

    @Test
    void whileTheIssuerIsSlowTheKeysThatAreThereServe() throws InterruptedException {
        gate.admits(token("a", Issuer.RSA));
        fetched.acquire();
        slow = new CountDownLatch(1);
        published = SECOND;
        later(Duration.ofMinutes(6));
        gate.admits(token("a", Issuer.RSA));
        gate.admits(token("a", Issuer.RSA));
        slow.countDown();
        fetched.acquire();
        gate.admits(token("b", Issuer.OTHER_RSA)); // if it has not come yet, this waits for it
        assertEquals(2, fetches);
    }

    @Test
    void whileTheIssuerIsDownTheKeysThatAreThereServeForATime() {
        gate.admits(token("a", Issuer.RSA));
        published = "";
        later(Duration.ofMinutes(59));
        gate.admits(token("a", Issuer.RSA));
        // a key that is not known may be there, and nobody can tell
        unavailable(() -> gate.admit(token("b", Issuer.OTHER_RSA)), "connection refused");
        later(Duration.ofMinutes(2));
        unavailable(() -> gate.admit(token("a", Issuer.RSA)), "connection refused");
        published = FIRST;
        later(Duration.ofSeconds(3));
        gate.admits(token("a", Issuer.RSA));
    }

    @Test
    void anIssuerThatIsDownIsNotAskedAllTheTime() {
        published = "";
        for (int i = 0; i < 50; i++) {
            unavailable(keys::current, "connection refused");
        }
        assertEquals(1, fetches);
        later(Duration.ofSeconds(3));
        published = FIRST;
        assertEquals(1, keys.current().keys().size());
        assertEquals(2, fetches);
    }

    @Test
    void aRequestDoesNotWaitLong() {
        slow = new CountDownLatch(1);
        try (PublishedKeys impatient = keys(new PublishedKeys.Pace(PACE.refresh(), PACE.lifetime(), PACE.again(), PACE.retry(), Duration.ofMillis(50)))) {
            unavailable(impatient::current, "have not come within 50 ms");
            slow.countDown();
        }
    }

    @Test
    void whatIsNoSetOfKeysChangesNothing() {
        gate.admits(token("a", Issuer.RSA));
        for (String nonsense : List.of("<html>", "{\"keys\":{}}", "{\"keys\":[],\"keys\":[]}")) {
            published = nonsense;
            later(Duration.ofMinutes(6));
            gate.admits(token("a", Issuer.RSA));
            unavailable(() -> gate.admit(token("b", Issuer.OTHER_RSA)), "keys");
        }
        assertEquals(4, fetches);
    }

    @Test
    void withdrawnKeysAreTrustedNoMore() {
        gate.admits(token("a", Issuer.RSA));
        published = Issuer.jwks();
        later(Duration.ofSeconds(11));
        gate.refuses(token("x", Issuer.OTHER_RSA), "is not one of the issuer's");
        gate.refuses(token("a", Issuer.RSA), "is not one of the issuer's");
    }

    @Test
    void whoeverWaitsIsLetGoAtTheEnd() throws InterruptedException, ExecutionException {
        slow = new CountDownLatch(1);
        CompletableFuture<KeyRing> waiting = CompletableFuture.supplyAsync(keys::current);
        while (fetches == 0) {
            Thread.onSpinWait();
        }
        keys.close(); // interrupts the fetch
        ExecutionException ended = assertThrows(ExecutionException.class, waiting::get);
        assertEquals(ErrorKind.UNAVAILABLE, ((ServinException) ended.getCause()).kind());
        unavailable(() -> { later(Duration.ofMinutes(1)); keys.current(); }, "is being stopped");
    }
}
