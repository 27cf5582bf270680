package org.servin.core.internal.event;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.servin.core.event.Event;
import org.servin.core.event.EventQuery;
import org.servin.core.event.EventSubscription;
import org.servin.core.filter.Filters;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class EventRingTest {
    private final AtomicLong now = new AtomicLong(1000);
    private final EventRing ring = new EventRing(now::get);

    @BeforeEach
    void publish() {
        ring.publish("container", "create", "c1", Map.of("name", "web", "image", "busybox:latest", "tier", "front"));
        ring.publish("container", "exec_create: ls", "c1", Map.of("name", "web", "image", "busybox:latest"));
        ring.publish("network", "connect", "n1", Map.of("name", "bridge", "container", "c1"));
        ring.publish("image", "pull", "busybox:latest", Map.of("name", "busybox"));
    }

    private static List<String> read(EventSubscription events) throws InterruptedException {
        List<String> actions = new ArrayList<>();
        for (Optional<Event> e = events.next(Duration.ZERO); e.isPresent(); e = events.next(Duration.ZERO)) {
            actions.add(e.get().action());
        }
        return actions;
    }

    private List<String> past(Map<String, List<String>> filters) throws InterruptedException {
        try (EventSubscription events = ring.subscribe(new EventQuery(0, Long.MAX_VALUE, new Filters(filters)))) {
            return read(events);
        }
    }

    @Test
    void filtersAsDockerd() throws Exception {
        assertEquals(4, past(Map.of()).size());
        assertEquals(List.of("create", "exec_create: ls"), past(Map.of("container", List.of("web"))));
        assertEquals(List.of("create", "exec_create: ls"), past(Map.of("type", List.of("container"))));
        assertEquals(List.of("exec_create: ls"), past(Map.of("event", List.of("exec_create"))));
        assertEquals(List.of("connect"), past(Map.of("network", List.of("bridge"))));
        assertEquals(List.of("create", "exec_create: ls", "pull"), past(Map.of("image", List.of("busybox"))));
        assertEquals(List.of("create"), past(Map.of("label", List.of("tier=front"))));
        assertEquals(List.of("create", "pull"), past(Map.of("event", List.of("create", "pull"))));
        assertEquals(List.of(), past(Map.of("scope", List.of("swarm"))));
        assertEquals(4, past(Map.of("nope", List.of("1"))).size());
    }

    @Test
    void thePastIsFollowedByWhatComesWithoutAGap() throws Exception {
        try (EventSubscription events = ring.subscribe(new EventQuery(0, Long.MAX_VALUE, Filters.none()))) {
            ring.publish("container", "start", "c1", Map.of());
            assertEquals(List.of("create", "exec_create: ls", "connect", "pull", "start"), read(events));
            assertFalse(events.finished());
            assertEquals(1, ring.listeners());
        }
        assertEquals(0, ring.listeners());
    }

    @Test
    void untilEndsTheSubscription() throws Exception {
        try (EventSubscription events = ring.subscribe(new EventQuery(Long.MAX_VALUE, 2000, Filters.none()))) {
            assertFalse(events.finished());
            now.set(1500);
            ring.publish("container", "start", "c1", Map.of());
            now.set(2001);
            ring.publish("container", "late", "c1", Map.of());
            assertFalse(events.finished());
            assertEquals(List.of("start"), read(events));
            assertTrue(events.finished());
        }
    }

    @Test
    void timesAreDistinctAndInOrder() throws Exception {
        try (EventSubscription events = ring.subscribe(new EventQuery(0, Long.MAX_VALUE, Filters.none()))) {
            long before = 0;
            for (int i = 0; i < 4; i++) {
                long at = events.next(Duration.ZERO).orElseThrow().epochNanos();
                assertTrue(at > before);
                before = at;
            }
        }
    }

    @Test
    void aClientThatDoesNotReadIsCutOffAndTold() throws Exception {
        try (EventSubscription events = ring.subscribe(new EventQuery(Long.MAX_VALUE, Long.MAX_VALUE, Filters.none()))) {
            for (int i = 0; i < 5000; i++) {
                ring.publish("container", "start", "c1", Map.of());
            }
            assertEquals(ErrorKind.CANCELLED, assertThrows(ServinException.class, () -> read(events)).kind());
            assertEquals(0, ring.listeners());
        }
    }

    @Test
    @Timeout(30)
    void closingWakesTheReader() throws Exception {
        EventSubscription events = ring.subscribe(new EventQuery(Long.MAX_VALUE, Long.MAX_VALUE, Filters.none()));
        CompletableFuture<Optional<Event>> next = new CompletableFuture<>();
        Thread reader = new Thread(() -> {
            try {
                next.complete(events.next(Duration.ofHours(1)));
            } catch (InterruptedException e) {
                next.completeExceptionally(e);
            }
        });
        reader.start();
        events.close();
        assertEquals(Optional.empty(), next.get());
        assertTrue(events.finished());
    }
}
