package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.io.Poll;
import org.servin.linux.process.Pidfd;
import org.servin.linux.process.ProcessFiles;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;

/** The first driver is dropped as if its engine had been killed: nothing is released, its descriptors are closed. */
class AdoptRootTest {
    private Box box;
    private ServinRuntime next;

    @BeforeEach
    void open() {
        Root.isNeeded();
        box = new Box();
        next = new ServinRuntime();
    }

    @AfterEach
    void close() {
        if (next != null) {
            next.close();
            box.close();
        }
    }

    /** What an engine leaves that starts a container and dies. */
    private int left(LaunchSpec spec) {
        ServinRuntime first = new ServinRuntime();
        Task task = first.launch(spec);
        task.start();
        first.close();
        return task.pid();
    }

    private void end(Task task, LaunchSpec spec) {
        task.release();
        task.destroy();
        LaunchRootTest.assertNothingLeft(spec);
    }

    @Test
    void findsARunningContainerWithItsStreams() {
        LaunchSpec spec = box.spec(List.of("cat"), c -> c.with(x -> x.process = Specs.stdin(x.process)));
        int pid = left(spec);
        Task task = next.adopt(spec.id(), spec.runFolder()).orElseThrow();
        assertEquals(pid, task.pid());
        assertTrue(task.startedEpochNanos() > 0);
        assertEquals(List.of(pid), task.pids());
        Box.write(task, "still here");
        Box.closeStdin(task);
        assertEquals("still here", Box.readAll(task, Stream.STDOUT));
        assertEquals(0, Box.exit(task).code());
        end(task, spec);
    }

    @Test
    void findsTheExitAndTheUnreadOutputOfWhatEndedMeanwhile() {
        LaunchSpec spec = box.spec(List.of("sh", "-c", "echo last words; exit 12"));
        int pid = left(spec);
        try (Pidfd process = Pidfd.open(pid).orElse(null)) {
            if (process != null) {
                Poll.one(process.fd().number(), Poll.IN, 10_000);
            }
        }
        Task task = next.adopt(spec.id(), spec.runFolder()).orElseThrow();
        assertEquals("last words\n", Box.readAll(task, Stream.STDOUT));
        assertEquals(12, Box.exit(task).code());
        end(task, spec);
    }

    @Test
    void findsTheExitWhenNothingElseIsLeft() {
        LaunchSpec spec = box.spec(List.of("sh", "-c", "exit 13"));
        ServinRuntime first = new ServinRuntime();
        Task lost = first.launch(spec);
        lost.start();
        assertEquals(13, Box.exit(lost).code());
        first.close();
        Task task = next.adopt(spec.id(), spec.runFolder()).orElseThrow();
        assertEquals(13, Box.exit(task).code());
        end(task, spec);
    }

    @Test
    void killsAContainerWhoseMonitorWasKilled() {
        LaunchSpec spec = box.spec(List.of("sleep", "1000"));
        int pid = left(spec);
        int monitor = ProcessFiles.parent(pid).orElseThrow();
        try (Pidfd process = Pidfd.open(monitor).orElseThrow()) {
            process.signal(9);
            process.reap();
        }
        Task task = next.adopt(spec.id(), spec.runFolder()).orElseThrow();
        assertEquals(137, Box.exit(task).code());
        assertTrue(task.pids().isEmpty());
        end(task, spec);
    }

    @Test
    void noticesThatAMonitorIsKilled() {
        LaunchSpec spec = box.spec(List.of("sleep", "1000"));
        Task task = next.launch(spec);
        task.start();
        try (Pidfd process = Pidfd.open(ProcessFiles.parent(task.pid()).orElseThrow()).orElseThrow()) {
            process.signal(9);
        }
        assertEquals(137, Box.exit(task).code());
        end(task, spec);
    }

    @Test
    void clearsUpWhatWasNeverStarted() {
        LaunchSpec spec = box.spec(List.of("true"));
        ServinRuntime first = new ServinRuntime();
        Task task = first.launch(spec);
        int pid = task.pid();
        assertEquals(Optional.empty(), next.adopt(spec.id(), spec.runFolder()));
        LaunchRootTest.assertNothingLeft(spec);
        assertFalse(Pidfd.open(pid).isPresent());
        first.close();
    }

    @Test
    void knowsNothingOfContainersFromBeforeAReboot() throws IOException {
        LaunchSpec spec = box.spec(List.of("true"));
        Files.writeString(spec.runFolder().resolve("task"), "boot=other\ncgroup=" + spec.cgroupPath() + "\nsharedpids=false\nstdin=false\nterminal=false\nmonitor=1\npid=1\n");
        assertEquals(Optional.empty(), next.adopt(spec.id(), spec.runFolder()));
        LaunchRootTest.assertNothingLeft(spec);
        assertEquals(Optional.empty(), next.adopt(spec.id(), spec.runFolder()));
    }
}
