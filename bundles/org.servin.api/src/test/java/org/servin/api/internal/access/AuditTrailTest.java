package org.servin.api.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.AuditSink;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Target;

class AuditTrailTest {
    private static final AuditRecord DECISION = new AuditRecord(Instant.EPOCH, new Caller("unix", "", List.of(), Map.of()), Optional.empty(), "GET", "/", "", Target.NONE,
            AuditRecord.Result.ALLOWED, "", "", "");
    private final List<AuditRecord> told = new ArrayList<>();

    @Test
    void withoutSinksNobodyIsTold() {
        AuditTrail trail = new AuditTrail();
        assertFalse(trail.kept());
        trail.tell(DECISION);
        AuditSink sink = told::add;
        trail.add(sink);
        trail.tell(DECISION);
        trail.remove(sink);
        trail.tell(DECISION);
        assertEquals(List.of(DECISION), told);
    }

    @Test
    void nothingIsDoneWithoutAnObligatoryLog() {
        AuditTrail trail = new AuditTrail(() -> true, Duration.ZERO);
        assertTrue(trail.kept());
        ServinException refused = assertThrows(ServinException.class, () -> trail.tell(DECISION));
        assertEquals(ErrorKind.UNAVAILABLE, refused.kind());
        trail.add(told::add);
        trail.tell(DECISION);
        assertEquals(List.of(DECISION), told);
    }

    @Test
    void anObligatoryLogThatIsBeingReplacedIsWaitedFor() {
        AuditTrail trail = new AuditTrail(() -> true, Duration.ofMinutes(1));
        CompletableFuture<Void> request = CompletableFuture.runAsync(() -> trail.tell(DECISION));
        trail.add(told::add);
        request.join();
        assertEquals(List.of(DECISION), told);
    }

    @Test
    void aSinkThatCannotKeepWhatItMustStopsTheRequestAndNoOtherFailureDoes() {
        AuditTrail trail = new AuditTrail();
        trail.add(decision -> {
            throw new IllegalStateException("a fault");
        });
        trail.add(told::add);
        trail.tell(DECISION);
        assertEquals(List.of(DECISION), told);
        trail.add(decision -> {
            throw new ServinException(ErrorKind.UNAVAILABLE, "the disk is full");
        });
        assertEquals("the disk is full", assertThrows(ServinException.class, () -> trail.tell(DECISION)).getMessage());
    }
}
