package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.Status;
import org.servin.core.container.WaitCondition;
import org.servin.core.container.WaitResult;

class RestartPolicyTest {
    @TempDir
    Path folder;
    private Engine engine;

    @BeforeEach
    void begin() {
        engine = Engine.in(folder);
    }

    private String run(String policy) {
        return engine.run("one", "{}", "{\"RestartPolicy\":" + policy + "}");
    }

    private Duration endAndAwaitPause(String id, int code) throws InterruptedException {
        engine.runtime.of(id).end(code);
        return engine.time.awaitPause();
    }

    private void awaitRunning(String id) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (engine.status(id) != Status.RUNNING || engine.runtime.of(id) == null || !engine.runtime.of(id).started) {
            assertTrue(System.nanoTime() < end, "not started again: " + engine.status(id));
            Thread.onSpinWait();
        }
    }

    @Test
    void pausesDoubleAndBeginAnewAfterASteadyRun() throws Exception {
        String id = run("{\"Name\":\"always\"}");
        for (long millis : List.of(100L, 200L, 400L)) {
            assertEquals(Duration.ofMillis(millis), endAndAwaitPause(id, 0));
            assertEquals(Status.RESTARTING, engine.status(id));
            engine.time.advance(Duration.ofMillis(millis));
            awaitRunning(id);
        }
        assertEquals(3, engine.containers.inspect(id, false).restartCount());
        engine.time.advance(Duration.ofSeconds(11));
        assertEquals(Duration.ofMillis(100), endAndAwaitPause(id, 0));
    }

    @Test
    void onFailureCountsAndGivesUp() throws Exception {
        String id = run("{\"Name\":\"on-failure\",\"MaximumRetryCount\":1}");
        CompletableFuture<WaitResult> first = engine.containers.wait(id, WaitCondition.NOT_RUNNING).toCompletableFuture();
        endAndAwaitPause(id, 1);
        assertEquals(1, engine.containers.inspect(id, false).restartCount()); // counted before the pause
        assertEquals(1, first.get(30, TimeUnit.SECONDS).statusCode()); // each end of a run is told, as dockerd does
        CompletableFuture<WaitResult> wait = engine.containers.wait(id, WaitCondition.NOT_RUNNING).toCompletableFuture();
        assertFalse(wait.isDone());
        engine.time.advance(Duration.ofMillis(100));
        awaitRunning(id);
        engine.runtime.of(id).end(4);
        assertEquals(4, wait.get(30, TimeUnit.SECONDS).statusCode());
        assertEquals(Status.EXITED, engine.status(id));
    }

    @Test
    void onFailureIsContentWithSuccess() throws Exception {
        String id = run("{\"Name\":\"on-failure\"}");
        engine.runtime.of(id).end(0);
        assertEquals(0, engine.await(id, WaitCondition.NOT_RUNNING).statusCode());
    }

    @Test
    void aManualStopEndsThePolicyAlsoBetweenRuns() throws Exception {
        String id = run("{\"Name\":\"always\"}");
        engine.containers.stop(id, engine.seconds(1));
        assertEquals(Status.EXITED, engine.status(id));
        assertTrue(engine.time.pauses().isEmpty());
        engine.containers.start(id);
        endAndAwaitPause(id, 1);
        engine.containers.stop(id, engine.seconds(1));
        assertEquals(Status.EXITED, engine.status(id));
        assertTrue(engine.time.pauses().isEmpty());
    }

    @Test
    void theNextEngineFollowsPoliciesToo() throws Exception {
        String always = run("{\"Name\":\"always\"}");
        String unless = engine.run("two", "{}", "{\"RestartPolicy\":{\"Name\":\"unless-stopped\"}}");
        engine.containers.stop(always, engine.seconds(1));
        engine.containers.stop(unless, engine.seconds(1));
        engine = engine.restarted();
        awaitRunning(always);
        assertEquals(Status.EXITED, engine.status(unless));
    }

    @Test
    void anySignalIsAStopWhereNoneIsNamed() throws Exception {
        String id = run("{\"Name\":\"always\"}");
        engine.containers.kill(id, "HUP");
        engine.runtime.of(id).end(1);
        engine.await(id, WaitCondition.NOT_RUNNING);
        assertEquals(Status.EXITED, engine.status(id));
    }

    @Test
    void anotherSignalThanTheStopSignalLeavesThePolicyAlone() throws Exception {
        String id = engine.run("two", "{\"StopSignal\":\"15\"}", "{\"RestartPolicy\":{\"Name\":\"always\"}}");
        engine.containers.kill(id, "1");
        assertEquals(Duration.ofMillis(100), endAndAwaitPause(id, 1));
        assertEquals(Status.RESTARTING, engine.status(id));
    }
}
