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
import org.junit.jupiter.api.Test;
import org.servin.core.container.ContainerConfig;
import org.servin.core.exec.ExecConfig;
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
    private final EngineExecs execs = new EngineExecs(host, only(LaunchPlanner.class, "exec", null), new FakeSessions());
    private FakeProcess process = new FakeProcess("hello");
    private RuntimeException failure;

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

        @Override
        public Target target(String ref) {
            Task task = (Task) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {Task.class}, (proxy, method, arguments) -> launch());
            ContainerConfig config = new ContainerConfig("", "", "nobody", false, false, false, null, false, false, false, null, null, null, false, "", null, "", null, false, null, null,
                    null, null, null, null);
            return new Target(CONTAINER, config, null, task);
        }

        @Override
        public boolean exists(String containerId) {
            return true;
        }

        @Override
        public Optional<Task> task(String containerId) {
            return Optional.empty();
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
        try (StreamSession session = execs.startAttached(id, false, Optional.empty())) {
            assertTrue(execs.inspect(id).running());
            assertEquals(Set.of(id), host.running);
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
        String id = create();
        host.listener.ended(CONTAINER, false);
        execs.inspect(id);
        host.listener.ended(CONTAINER, true);
        assertEquals("No such exec instance: " + id, assertThrows(ServinException.class, () -> execs.inspect(id)).getMessage());
    }
}
