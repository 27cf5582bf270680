package org.servin.core.internal.exec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.servin.core.container.ContainerConfig;
import org.servin.core.exec.ExecConfig;
import org.servin.core.internal.MemoryStore;
import org.servin.core.internal.container.ExecHost;
import org.servin.core.internal.container.FakeProcess;
import org.servin.core.internal.container.FakeSessions;
import org.servin.core.internal.launch.LaunchPlanner;
import org.servin.core.stream.StreamSession;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Task;

class EngineExecsTest {
    private static final String CONTAINER = "c".repeat(64);
    private final Host host = new Host();
    private final MemoryStore store = new MemoryStore();
    private EngineExecs execs = engine();
    private FakeProcess process = new FakeProcess("hello");
    private RuntimeException failure;

    private EngineExecs engine() {
        return new EngineExecs(host, only(LaunchPlanner.class, "exec", null), new FakeSessions(), store);
    }

    /** An implementation that answers one method, and refuses all others. */
    private static <T> T only(Class<T> type, String name, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            if (method.getName().equals(name)) {
                return answer;
            }
            throw new UnsupportedOperationException(method.toString());
        }));
    }

    private RunningProcess launch() {
        if (failure != null) {
            throw failure;
        }
        return process;
    }

    private final class Host implements ExecHost {
        private final List<String> events = new ArrayList<>();
        private final Set<String> running = new HashSet<>();
        private Listener listener;
        private boolean exists = true;
        private Optional<Task> task = Optional.empty();

        @Override
        public Target target(String ref) {
            Task task = (Task) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Task.class}, (proxy, method, arguments) -> launch());
            ContainerConfig config = new ContainerConfig("", "", "nobody", false, false, false, null, false, false, false, null, null, null, false, "", null, "", null, false, null, null,
                    null, null, null, null);
            return new Target(CONTAINER, config, null, task);
        }

        @Override
        public Target present(String containerId) {
            return target(containerId);
        }

        @Override
        public boolean exists(String containerId) {
            return exists;
        }

        @Override
        public void task(String containerId, Consumer<Optional<Task>> then) {
            then.accept(task);
        }

        @Override
        public void execRuns(String containerId, String execId, boolean runs) {
            if (runs) {
                running.add(execId);
            } else {
                running.remove(execId);
            }
        }

        @Override
        public void publish(String containerId, String action, Map<String, String> attributes) {
            events.add(action);
        }

        @Override
        public void onEnd(Listener other) {
            listener = other;
        }
    }

    private String create() {
        return execs.create("one", new ExecConfig(false, true, true, null, false, null, List.of("ls", "-l"), false, null, null));
    }

    @Test
    void theExitCodeIsThereWhenTheStreamEnds() throws Exception {
        String id = create();
        assertFalse(execs.inspect(id).running());
        assertEquals(Set.of(id), host.running);
        try (StreamSession session = execs.startAttached(id, Optional.empty())) {
            assertTrue(execs.inspect(id).running());
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            process.end(3);
            session.run(InputStream.nullInputStream(), (source, bytes, offset, length) -> output.write(bytes, offset, length));
            assertEquals("hello", output.toString());
        }
        assertEquals(OptionalInt.of(3), execs.inspect(id).exitCode());
        assertFalse(execs.inspect(id).running());
        assertTrue(host.running.isEmpty());
        process.released().join();
        assertEquals(List.of("exec_create: ls -l", "exec_start: ls -l", "exec_die"), host.events);
    }

    @Test
    void startsOnce() {
        String id = create();
        execs.startDetached(id);
        assertEquals("Error: Exec command " + id + " is already running", assertThrows(ServinException.class, () -> execs.startDetached(id)).getMessage());
        process.end(0);
        assertEquals("Error: Exec command " + id + " has already run", assertThrows(ServinException.class, () -> execs.startDetached(id)).getMessage());
    }

    @Test
    void aCommandThatIsNotThereHasDockerdsCode() {
        String id = create();
        failure = new ServinException(ErrorKind.INTERNAL, "OCI runtime exec failed: exec: \"ls\": executable file not found in $PATH: unknown");
        assertEquals(ErrorKind.INVALID_ARGUMENT, assertThrows(ServinException.class, () -> execs.startDetached(id)).kind());
        assertEquals(OptionalInt.of(126), execs.inspect(id).exitCode());
        assertEquals("nobody", execs.inspect(id).config().user());
    }

    @Test
    void execsGoWithTheirContainer() {
        String fresh = create();
        String ran = create();
        execs.startDetached(ran);
        process.end(0);
        host.listener.ended(CONTAINER, false);
        assertGone(fresh);
        execs.inspect(ran);
        host.listener.ended(CONTAINER, true);
        assertGone(ran);
        assertTrue(store.all("execs").isEmpty());
    }

    private void assertGone(String id) {
        assertEquals("No such exec instance: " + id, assertThrows(ServinException.class, () -> execs.inspect(id)).getMessage());
    }

    @Test
    void execsOutliveTheEngine() {
        String fresh = create();
        String ended = create();
        execs.startDetached(ended);
        process.end(4);
        process = new FakeProcess("");
        String runs = create();
        execs.startDetached(runs);
        host.running.clear();
        host.task = Optional.of(taskWith(Map.of(runs, process)));
        execs = engine();
        assertEquals(OptionalInt.of(4), execs.inspect(ended).exitCode());
        assertEquals(77, execs.inspect(ended).pid());
        assertTrue(execs.inspect(runs).running());
        assertEquals(Set.of(fresh, runs), host.running);
        process.end(5);
        assertEquals(OptionalInt.of(5), execs.inspect(runs).exitCode());
        process = new FakeProcess("");
        execs.startDetached(fresh);
        assertTrue(execs.inspect(fresh).running());
    }

    @Test
    void execsWhoseContainerIsGoneAreForgotten() {
        String fresh = create();
        String ended = create();
        execs.startDetached(ended);
        process.end(4);
        execs = engine();
        assertGone(fresh);
        execs.inspect(ended);
        host.exists = false;
        execs = engine();
        assertGone(ended);
        assertTrue(store.all("execs").isEmpty());
    }

    /** A task of an earlier engine that has those execs. */
    private static Task taskWith(Map<String, RunningProcess> processes) {
        return (Task) Proxy.newProxyInstance(EngineExecsTest.class.getClassLoader(), new Class<?>[] {Task.class}, (proxy, method, arguments) -> {
            RunningProcess found = processes.get(arguments[0]);
            if (found == null) {
                throw ServinException.notFound("no such exec");
            }
            return found;
        });
    }

    @Test
    void aSizeWaitsForTheStart() throws Exception {
        String id = create();
        CompletableFuture<Void> resized = CompletableFuture.runAsync(() -> execs.resize(id, 24, 80));
        execs.startDetached(id);
        resized.get(10, TimeUnit.SECONDS);
        process.end(0);
        assertEquals(ErrorKind.NOT_FOUND, assertThrows(ServinException.class, () -> execs.resize(id, 24, 80)).kind());
    }
}
