package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.RemoveOptions;
import org.servin.core.container.Status;
import org.servin.core.container.WaitCondition;
import org.servin.core.container.WaitResult;
import org.servin.spi.storage.WorkspaceId;

class ReconciliationTest {
    @TempDir
    Path folder;

    @Test
    void whatRunsGoesOn() throws Exception {
        Engine before = Engine.in(folder);
        String id = before.run("one", "{}", "{}");
        String paused = before.run("two", "{}", "{}");
        before.containers.pause("two");
        Engine after = before.restarted();
        assertEquals(Status.RUNNING, after.status("one"));
        assertEquals(Status.PAUSED, after.status(paused));
        assertTrue(after.output.begun.contains(id));
        assertTrue(after.mounts.mounted.contains(id));
        assertEquals(2, after.networking.restored.size());
        assertEquals("172.17.0.2", after.containers.inspect("one", false).network().endpoints().get("bridge").ipAddress());
        CompletableFuture<WaitResult> wait = after.containers.wait("one", WaitCondition.NOT_RUNNING).toCompletableFuture();
        after.runtime.of(id).end(7);
        assertEquals(7, wait.get(30, TimeUnit.SECONDS).statusCode());
        after.containers.remove("one", new RemoveOptions(false, false, false));
    }

    @Test
    void whatEndedMeanwhileHasItsExitCode() throws Exception {
        Engine before = Engine.in(folder);
        String id = before.create("one");
        before.containers.start("one");
        FakeRuntime.FakeTask task = before.runtime.of(id);
        Engine after = before.restarted(); // both hear of the end; the first one's books are gone with it
        task.end(9);
        assertEquals(9, after.await("one", WaitCondition.NOT_RUNNING).statusCode());
        assertEquals(Status.EXITED, after.status("one"));
    }

    @Test
    void whatIsGoneIsExited() {
        Engine before = Engine.in(folder);
        String id = before.run("one", "{}", "{}");
        before.runtime.tasks.clear(); // the machine was started anew
        Engine after = before.restarted();
        assertEquals(Status.EXITED, after.status(id));
        assertEquals(255, after.containers.inspect(id, false).state().exitCode());
        after.containers.start(id);
        assertEquals(Status.RUNNING, after.status(id));
    }

    @Test
    void leftoversWithoutARecordGo() throws Exception {
        Engine before = Engine.in(folder);
        String id = before.run("one", "{}", "{}");
        String kept = before.create("two");
        before.store.durably(c -> c.remove("containers", id));
        Engine after = before.restarted();
        Engine.await(() -> !Files.exists(folder.resolve("root/containers").resolve(id)) && !Files.exists(folder.resolve("run/containers").resolve(id)));
        assertFalse(after.storage.workspaces.contains(new WorkspaceId(id)));
        assertTrue(after.storage.workspaces.contains(new WorkspaceId(kept)));
        assertTrue(after.runtime.tasks.isEmpty());
    }

    @Test
    void aStartThatCameToNothingIsEnded() throws Exception {
        Engine before = Engine.in(folder);
        String id = before.create("one");
        FakeRuntime.FakeTask half = before.runtime.new FakeTask(id, 77); // launched, and then the engine was killed
        before.runtime.tasks.put(id, half);
        Files.createDirectories(folder.resolve("run/containers").resolve(id));
        Engine after = before.restarted();
        Engine.await(() -> half.destroyed);
        assertEquals(Status.CREATED, after.status(id));
        after.containers.start(id);
        assertEquals(Status.RUNNING, after.status(id));
    }

    @Test
    void fiveHundredStoppedContainersAreNoBurden() {
        Engine before = Engine.in(folder);
        for (int i = 0; i < 500; i++) {
            before.create("c" + i);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean(); // the machine may have other work: only our own counts
        long start = threads.getCurrentThreadCpuTime();
        Engine after = before.restarted();
        assertEquals(500, after.table.all().size());
        assertTrue(Duration.ofNanos(threads.getCurrentThreadCpuTime() - start).compareTo(Duration.ofSeconds(1)) < 0, "in a second");
    }
}
