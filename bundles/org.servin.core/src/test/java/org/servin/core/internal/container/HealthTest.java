package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.Health;
import org.servin.core.container.WaitCondition;

class HealthTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    @TempDir
    Path folder;
    private Engine engine;

    @BeforeEach
    void begin() {
        engine = Engine.in(folder);
    }

    private String run(String check, Supplier<FakeProcess> probe) {
        engine.runtime.probe = probe;
        return engine.run("one", "{\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"check it\"],\"Interval\":1000000000,\"Timeout\":2000000000" + check + "}}", "{}");
    }

    private Health probe(String id) throws InterruptedException {
        int before = health(id).log().size();
        Health old = health(id);
        engine.time.awaitPause();
        engine.time.advance(SECOND);
        return await(id, before, old);
    }

    private Health await(String id, int before, Health old) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (health(id) == old) {
            assertTrue(System.nanoTime() < end, "no result");
            Thread.onSpinWait();
        }
        assertTrue(health(id).log().size() >= Math.min(5, before + 1));
        return health(id);
    }

    private Health health(String id) {
        return engine.containers.inspect(id, false).state().health().orElseThrow();
    }

    @Test
    void becomesHealthyThenUnhealthyAfterRetries() throws Exception {
        FakeProcess[] next = {FakeProcess.ended("fine", 0)};
        String id = run(",\"Retries\":2", () -> next[0]);
        assertEquals("starting", health(id).status());
        Health first = probe(id);
        assertEquals("healthy", first.status());
        assertEquals("fine", first.log().get(0).output());
        next[0] = FakeProcess.ended("bad", 1);
        assertEquals("healthy", probe(id).status());
        Health last = probe(id);
        assertEquals("unhealthy", last.status());
        assertEquals(2, last.failingStreak());
        List<String> actions = engine.actionsUntil(id, "health_status: unhealthy");
        assertEquals(List.of("exec_create: /bin/sh -c check it", "exec_start: /bin/sh -c check it", "exec_die", "health_status: healthy"),
                actions.subList(2, 6));
    }

    @Test
    void failuresOfTheStartPeriodDoNotCount() throws Exception {
        String id = run(",\"Retries\":1,\"StartPeriod\":1500000000", () -> FakeProcess.ended("", 1));
        assertEquals("starting", probe(id).status());
        assertEquals("unhealthy", probe(id).status());
    }

    @Test
    void aProbeThatHangsIsKilledAndTold() throws Exception {
        FakeProcess hanging = new FakeProcess("");
        String id = run("", () -> hanging);
        engine.time.awaitPause();
        engine.time.advance(SECOND);
        Engine.await(() -> engine.time.pauses().equals(List.of(Duration.ofSeconds(2))));
        Health old = health(id);
        engine.time.advance(Duration.ofSeconds(2));
        Health.Result result = await(id, 0, old).log().get(0);
        assertEquals("Health check exceeded timeout (2s)", result.output());
        assertEquals(-1, result.exitCode());
        hanging.released().join();
    }

    @Test
    void keepsFiveResultsAndEndsWithTheRun() throws Exception {
        String id = run("", () -> FakeProcess.ended("", 0));
        for (int i = 0; i < 7; i++) {
            probe(id);
        }
        assertEquals(5, health(id).log().size());
        engine.runtime.of(id).end(0);
        engine.await(id, WaitCondition.NOT_RUNNING);
        assertTrue(engine.time.pauses().isEmpty());
    }

    @Test
    void isUnhealthyWhileFrozenAndLookedAtAgainAfterwards() throws Exception {
        String id = run("", () -> FakeProcess.ended("", 0));
        assertEquals("healthy", probe(id).status());
        engine.containers.pause(id);
        assertEquals("unhealthy", health(id).status());
        assertTrue(engine.time.pauses().isEmpty());
        engine.containers.unpause(id);
        assertEquals("healthy", probe(id).status());
    }

    @Test
    void beginsAnewWithTheOldLog() throws Exception {
        String id = run("", () -> FakeProcess.ended("was", 1));
        probe(id);
        engine.runtime.of(id).end(0);
        engine.await(id, WaitCondition.NOT_RUNNING);
        assertEquals("unhealthy", health(id).status());
        Engine.await(() -> engine.runtime.of(id) == null);
        assertEquals("was", engine.restarted().containers.inspect(id, false).state().health().orElseThrow().log().get(0).output());
        engine.containers.start(id);
        assertEquals(new Health("starting", 0, health(id).log()), health(id));
        assertEquals(1, health(id).log().size());
    }

    @Test
    void aWordThatIsNoKindOfTestChecksNothing() {
        String id = engine.run("one", "{\"Healthcheck\":{\"Test\":[\"PURPLE\",\"x\"]}}", "{}");
        assertTrue(engine.containers.inspect(id, false).state().health().isEmpty());
        assertTrue(engine.time.pauses().isEmpty());
    }

    @Test
    void cutsLongOutputAndSaysSo() {
        ProbeOutput output = new ProbeOutput();
        output.add(new byte[4090], 0, 4090);
        output.add("abcdef".getBytes(java.nio.charset.StandardCharsets.UTF_8), 0, 6);
        assertTrue(output.text().endsWith("abcdef"));
        output.add(new byte[] {'g'}, 0, 1);
        assertTrue(output.text().endsWith("abcdef..."));
        assertEquals(4099, output.text().length());
    }
}
