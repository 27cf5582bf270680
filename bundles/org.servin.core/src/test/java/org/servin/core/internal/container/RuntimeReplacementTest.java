package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.Status;
import org.servin.core.container.WaitCondition;
import org.servin.core.container.WaitResult;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Runtime drivers come and go under containers. */
class RuntimeReplacementTest {
    @TempDir
    Path folder;

    private static void isAway(Runnable call) {
        ServinException away = assertThrows(ServinException.class, call::run);
        assertEquals(ErrorKind.UNAVAILABLE, away.kind());
        assertTrue(away.getMessage().contains("runtime driver \"fake\" is not available"), away.getMessage());
    }

    @Test
    void whileItIsAwayContainersAreShownAndCallsAreRefused() {
        Engine engine = Engine.in(folder);
        String id = engine.run("one", "{}", "{}");
        String other = engine.create("two");
        engine.runtimeGoes();
        assertEquals(Status.RUNNING, engine.containers.inspect("one", false).state().status());
        isAway(() -> engine.containers.stop("one", OptionalInt.of(1)));
        isAway(() -> engine.containers.pause("one"));
        isAway(() -> engine.containers.start(other));
        engine.runtimeComes();
        engine.containers.stop("one", OptionalInt.of(1));
        assertEquals(Status.EXITED, engine.status(id));
        engine.containers.start(other);
    }

    @Test
    void anEndMeanwhileIsToldByTheNextDriver() throws Exception {
        Engine engine = Engine.in(folder);
        String id = engine.run("one", "{}", "{}");
        CompletableFuture<WaitResult> wait = engine.containers.wait("one", WaitCondition.NOT_RUNNING).toCompletableFuture();
        engine.runtimeGoes();
        engine.runtime.of(id).end(7); // the driver that left is not listened to
        assertEquals(Status.RUNNING, engine.status(id));
        assertFalse(wait.isDone());
        engine.runtimeComes();
        assertEquals(7, wait.get(30, TimeUnit.SECONDS).statusCode());
        Engine.await(() -> engine.runtime.tasks.isEmpty());
    }

    @Test
    void oneThatTheNextDriverDoesNotKnowIsLost() throws Exception {
        Engine engine = Engine.in(folder);
        engine.run("one", "{}", "{}");
        engine.runtimeGoes();
        engine.runtime.tasks.clear();
        CompletableFuture<WaitResult> wait = engine.containers.wait("one", WaitCondition.NOT_RUNNING).toCompletableFuture();
        engine.runtimeComes();
        assertEquals(255, wait.get(30, TimeUnit.SECONDS).statusCode());
        engine.containers.start("one");
        assertEquals(Status.RUNNING, engine.status("one"));
    }

    @Test
    void anEngineThatStartsWithoutItTakesContainersBackWhenItComes() throws Exception {
        Engine before = Engine.in(folder);
        String id = before.run("one", "{}", "{\"RestartPolicy\":{\"Name\":\"always\"}}");
        Engine after = before.restartedWithoutRuntime();
        assertEquals(Status.RUNNING, after.status(id));
        assertEquals(1, after.networking.restored.size());
        assertFalse(after.output.begun.contains(id));
        isAway(() -> after.containers.stop("one", OptionalInt.of(1)));
        after.runtimeComes();
        assertTrue(after.output.begun.contains(id));
        assertEquals(1, after.runtime.tasks.size());
        after.containers.stop("one", OptionalInt.of(1));
        assertEquals(143, after.containers.inspect(id, false).state().exitCode());
    }
}
