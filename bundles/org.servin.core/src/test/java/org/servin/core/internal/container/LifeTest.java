package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.RemoveOptions;
import org.servin.core.container.Status;
import org.servin.core.container.WaitCondition;
import org.servin.core.container.WaitResult;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class LifeTest {
    private static final RemoveOptions PLAIN = new RemoveOptions(false, false, false);
    private static final RemoveOptions FORCE = new RemoveOptions(true, false, false);
    @TempDir
    Path folder;
    private Engine engine;

    @BeforeEach
    void begin() {
        engine = Engine.in(folder);
    }

    private static ServinException refused(Runnable call) {
        return assertThrows(ServinException.class, call::run);
    }

    private void assertNothingLeft(String id) {
        assertTrue(engine.runtime.tasks.isEmpty(), "tasks");
        assertFalse(engine.networking.held.contains(id), "network");
        assertFalse(engine.mounts.mounted.contains(id), "mounts");
    }

    @Test
    void livesFromCreateToRemove() throws Exception {
        String id = engine.run("one", "{}", "{}");
        assertEquals(Status.RUNNING, engine.status("one"));
        assertEquals("172.17.0.2", engine.containers.inspect("one", false).network().endpoints().get("bridge").ipAddress());
        CompletableFuture<WaitResult> wait = engine.containers.wait("one", WaitCondition.NOT_RUNNING).toCompletableFuture();
        assertFalse(wait.isDone());
        engine.runtime.of(id).end(3);
        assertEquals(3, wait.get(30, TimeUnit.SECONDS).statusCode());
        assertEquals(Status.EXITED, engine.status("one"));
        assertEquals(3, engine.containers.inspect(id.substring(0, 8), false).state().exitCode());
        engine.containers.remove("/one", PLAIN);
        assertNothingLeft(id);
        assertTrue(engine.storage.workspaces.isEmpty());
        assertTrue(engine.store.all("containers").isEmpty());
        Engine.await(() -> !Files.exists(folder.resolve("root/containers").resolve(id)));
        assertEquals("No such container: one", refused(() -> engine.containers.start("one")).getMessage());
        assertEquals(List.of("create", "start", "die", "destroy"), engine.actions(id));
    }

    @Test
    void tellsEachTimeThatItIsOutOfMemoryAndKeepsThatAtTheEnd() throws Exception {
        String id = engine.run("one", "{}", "{}");
        engine.runtime.of(id).onOom.run();
        engine.runtime.of(id).onOom.run();
        assertFalse(engine.containers.inspect(id, false).state().oomKilled());
        engine.runtime.of(id).end(3, true);
        engine.await(id, WaitCondition.NOT_RUNNING);
        assertEquals(List.of("create", "start", "oom", "oom", "die"), engine.actionsUntil(id, "die"));
        assertTrue(engine.containers.inspect(id, false).state().oomKilled());
        engine.containers.start(id);
        assertTrue(engine.containers.inspect(id, false).state().oomKilled());
        engine.runtime.of(id).end(0);
        engine.await(id, WaitCondition.NOT_RUNNING);
        assertFalse(engine.containers.inspect(id, false).state().oomKilled());
    }

    @Test
    void tellsAtTheEndOfOutOfMemoryThatNobodySaw() throws Exception {
        String id = engine.run("one", "{}", "{}");
        engine.runtime.of(id).end(3, true);
        engine.await(id, WaitCondition.NOT_RUNNING);
        assertEquals(List.of("create", "start", "oom", "die"), engine.actionsUntil(id, "die"));
    }

    @Test
    void namesFollowDockerd() {
        String id = engine.create("abc");
        assertEquals("Conflict. The container name \"/abc\" is already in use by container \"" + id
                + "\". You have to remove (or rename) that container to be able to reuse that name.", refused(() -> engine.create("abc")).getMessage());
        assertEquals("Invalid container name (a/b), only [a-zA-Z0-9][a-zA-Z0-9_.-] are allowed", refused(() -> engine.create("a/b")).getMessage());
        engine.create("/abd");
        assertEquals(ErrorKind.CONFLICT, refused(() -> engine.containers.rename("abc", "abd")).kind());
        engine.containers.rename("abc", "xyz");
        engine.create("abc");
        assertEquals(id, engine.table.find("xyz").id());
        assertTrue(engine.table.find(engine.create("")).record().name().matches("[a-z]+_[a-z]+[0-9]*"));
    }

    @Test
    void stateForbidsInDockerdsWords() throws Exception {
        String id = engine.run("one", "{}", "{}");
        assertEquals(ErrorKind.NOT_MODIFIED, refused(() -> engine.containers.start("one")).kind());
        assertEquals("You cannot remove a running container " + id + ". Stop the container before attempting removal or force remove",
                refused(() -> engine.containers.remove("one", PLAIN)).getMessage());
        engine.containers.pause("one");
        assertTrue(engine.runtime.of(id).frozen);
        assertEquals("You cannot remove a paused container " + id + ". Unpause and then stop the container before attempting removal or force remove",
                refused(() -> engine.containers.remove("one", PLAIN)).getMessage());
        assertEquals("Container " + id + " is already paused", refused(() -> engine.containers.pause("one")).getMessage());
        engine.containers.unpause("one");
        engine.containers.stop("one", engine.seconds(5));
        assertEquals(ErrorKind.NOT_MODIFIED, refused(() -> engine.containers.stop("one", engine.seconds(5))).kind());
        assertEquals("Cannot kill container: one: Container " + id + " is not running", refused(() -> engine.containers.kill("one", "")).getMessage());
        assertEquals("Container " + id + " is not running", refused(() -> engine.containers.pause("one")).getMessage());
        assertEquals(List.of("create", "start", "pause", "unpause", "kill", "die", "stop"), engine.actions(id));
    }

    @Test
    void stopKillsWhatDoesNotObey() throws Exception {
        String id = engine.run("one", "{}", "{}");
        engine.runtime.obedient = false;
        FakeRuntime.FakeTask task = engine.runtime.of(id);
        engine.containers.stop("one", engine.seconds(0));
        assertEquals(List.of(15, 9), task.signals);
        assertEquals(137, engine.await("one", WaitCondition.NOT_RUNNING).statusCode());
        assertNothingLeft(id);
    }

    @Test
    void stopThawsAPausedContainer() {
        String id = engine.run("one", "{}", "{}");
        engine.containers.pause("one");
        engine.containers.stop("one", engine.seconds(5));
        assertEquals(Status.EXITED, engine.status(id));
    }

    @Test
    void otherSignalsAreOnlySent() {
        String id = engine.run("one", "{}", "{}");
        engine.containers.kill("one", "HUP");
        assertEquals(List.of(1), engine.runtime.of(id).signals);
        assertEquals(Status.RUNNING, engine.status(id));
        assertEquals(ErrorKind.INVALID_ARGUMENT, refused(() -> engine.containers.kill("one", "NOPE")).kind());
    }

    @Test
    void aFailedStartTakesAllStepsBackAndSaysWhy() {
        String id = engine.create("one");
        engine.runtime.startFailure = "exec: \"sleep\": executable file not found in $PATH";
        ServinException failure = refused(() -> engine.containers.start("one"));
        assertEquals(ErrorKind.INVALID_ARGUMENT, failure.kind());
        assertNothingLeft(id);
        assertEquals(Status.CREATED, engine.status("one"));
        assertEquals(127, engine.containers.inspect("one", false).state().exitCode());
        engine.runtime.startFailure = "";
        engine.networking.joinFailure = "port is already allocated";
        assertEquals(ErrorKind.CONFLICT, refused(() -> engine.containers.start("one")).kind());
        assertNothingLeft(id);
        assertEquals(128, engine.containers.inspect("one", false).state().exitCode());
        engine.networking.joinFailure = "";
        engine.containers.start("one");
        assertEquals("", engine.containers.inspect("one", false).state().error());
    }

    @Test
    void autoRemoveFollowsTheEnd() throws Exception {
        String id = engine.run("one", "{}", "{\"AutoRemove\":true}");
        CompletableFuture<WaitResult> removed = engine.containers.wait(id, WaitCondition.REMOVED).toCompletableFuture();
        engine.runtime.of(id).end(5);
        assertEquals(5, removed.get(30, TimeUnit.SECONDS).statusCode());
        assertTrue(engine.table.get(id).isEmpty());
    }

    @Test
    void aForcedRemovalGoesBeforeTheContainersOwnWish() {
        for (int i = 0; i < 20; i++) {
            String id = engine.run("one", "{}", "{\"AutoRemove\":true}");
            engine.containers.remove("one", FORCE);
            assertTrue(engine.table.get(id).isEmpty());
        }
    }

    @Test
    void restartEndsARunButNotTheContainersLife() throws Exception {
        String id = engine.run("one", "{}", "{\"AutoRemove\":true}");
        CompletableFuture<WaitResult> wait = engine.containers.wait(id, WaitCondition.NEXT_EXIT).toCompletableFuture();
        engine.containers.restart("one", engine.seconds(5));
        assertEquals(Status.RUNNING, engine.status("one"));
        assertEquals(143, wait.get(30, TimeUnit.SECONDS).statusCode()); // dockerd tells of each end
        assertEquals(List.of("create", "start", "kill", "die", "stop", "start", "restart"), engine.actions(id));
    }

    @Test
    void anExitDuringTheStartIsSeenAfterIt() throws Exception {
        String id = engine.create("one");
        engine.runtime.onStart = () -> engine.runtime.of(id).end(0);
        engine.containers.start("one");
        engine.await("one", WaitCondition.NOT_RUNNING);
        assertEquals(List.of("create", "start", "die"), engine.actionsUntil(id, "die"));
        engine.containers.remove("one", PLAIN);
        assertNothingLeft(id);
    }

    @Test
    void aRemovalDuringAStopWaitsForIt() throws Exception {
        String id = engine.run("one", "{}", "{}");
        engine.runtime.obedient = false;
        CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> engine.containers.stop("one", engine.seconds(-1)));
        engine.containers.remove("one", FORCE);
        stop.handle((ok, failure) -> null).get(30, TimeUnit.SECONDS);
        assertTrue(engine.table.get(id).isEmpty());
        assertNothingLeft(id);
    }

    @Test
    void aRemovalThatFailsCanBeTriedAgain() {
        String id = engine.create("one");
        engine.storage.removeFailure = "busy";
        refused(() -> engine.containers.remove("one", PLAIN));
        assertEquals(Status.DEAD, engine.status("one"));
        engine.storage.removeFailure = "";
        engine.containers.remove("one", PLAIN);
        assertTrue(engine.table.get(id).isEmpty());
        assertTrue(engine.store.all("containers").isEmpty());
    }

    @Test
    void eightyContainersStartAtOnce() throws Exception {
        int many = 8;
        CountDownLatch together = new CountDownLatch(many);
        engine.runtime.onLaunch = () -> {
            together.countDown();
            try {
                assertTrue(together.await(30, TimeUnit.SECONDS), "launches wait for each other");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        ExecutorService clients = Executors.newFixedThreadPool(many);
        List<Callable<String>> calls = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            calls.add(() -> {
                String id = engine.run("", "{}", "{}");
                engine.containers.remove(id, FORCE);
                return id;
            });
        }
        for (Future<String> done : clients.invokeAll(calls)) {
            done.get();
        }
        clients.shutdown();
        assertTrue(engine.table.all().isEmpty());
        assertTrue(engine.runtime.tasks.isEmpty());
    }

    @Test
    void sharedNetworksNeedARunningPartner() {
        String id = engine.create("one");
        engine.create("two", "{}", "{\"NetworkMode\":\"container:one\"}");
        assertEquals("cannot join network of a non running container: " + id, refused(() -> engine.containers.start("two")).getMessage());
        engine.containers.start("one");
        engine.containers.start("two");
        assertEquals(Status.RUNNING, engine.status("two"));
    }
}
