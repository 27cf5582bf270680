package org.servin.linux.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Pipe;
import org.servin.linux.io.Poll;

class ProcessTest {
    private static final int SIGTERM = 15;
    private final Fd shell = Descriptors.open(Path.of("/bin/sh"), Descriptors.O_RDONLY, 0);
    private final Fd devNull = Descriptors.open(Path.of("/dev/null"), Descriptors.O_RDWR, 0);

    @Test
    void startsAProgramWithTheGivenDescriptors() {
        try (Pipe pipe = Pipe.open(0)) {
            int pid = Spawn.start(shell, List.of("sh", "-c", "echo given >&5; exit 3"),
                    List.of(devNull, devNull, devNull, devNull, devNull, pipe.write()));
            pipe.write().close();
            try (Pidfd process = Pidfd.open(pid).orElseThrow()) {
                byte[] text = new byte[100];
                assertEquals("given\n", new String(text, 0, Descriptors.read(pipe.read().number(), text, 0, 100), StandardCharsets.UTF_8));
                assertEquals(0, Descriptors.read(pipe.read().number(), text, 0, 100));
                process.reap();
                assertFalse(process.tryReap());
                assertFalse(process.signal(SIGTERM));
            }
        }
    }

    @Test
    void knowsWhenAProcessEnds() {
        int pid = Spawn.start(shell, List.of("sh", "-c", "read x"), List.of(devNull, devNull, devNull));
        try (Pidfd process = Pidfd.open(pid).orElseThrow()) {
            assertEquals(OptionalInt.of((int) ProcessHandle.current().pid()), ProcessFiles.parent(pid));
            assertTrue(Poll.one(process.fd().number(), Poll.IN, 10_000) != 0);
            assertTrue(process.tryReap());
        }
        assertEquals(Optional.empty(), Pidfd.open(pid));
        assertEquals(OptionalInt.empty(), ProcessFiles.parent(pid));
    }

    @Test
    void knowsTheUnifiedGroup() throws IOException {
        Optional<String> own = Files.readAllLines(Path.of("/proc/self/cgroup")).stream().filter(line -> line.startsWith("0::")).map(line -> line.split(":", 3)[2]).findFirst();
        assertEquals(own, ProcessFiles.unifiedGroup((int) ProcessHandle.current().pid()));
        assertEquals(Optional.empty(), ProcessFiles.unifiedGroup(Integer.MAX_VALUE));
    }

    @Test
    void takesDescriptorsOfAChild() throws IOException {
        try (Pipe pipe = Pipe.open(0); Pipe wait = Pipe.open(0)) {
            int pid = Spawn.start(shell, List.of("sh", "-c", "read x"), List.of(wait.read(), devNull, devNull, pipe.write()));
            try (Pidfd process = Pidfd.open(pid).orElseThrow(); Fd taken = process.take(3)) {
                assertEquals(Files.readSymbolicLink(Path.of("/proc/self/fd/" + pipe.read().number())),
                        Files.readSymbolicLink(Path.of("/proc/self/fd/" + taken.number())));
                assertTrue(assertThrows(ErrnoException.class, () -> process.take(77)).is(Errno.EBADF));
                process.signal(SIGTERM);
                process.reap();
            }
        }
    }

    @Test
    void sealedProgramsCannotBeChanged() throws IOException {
        try (Fd program = MemoryFile.sealedProgram("test", Files.readAllBytes(Path.of("/bin/true")))) {
            assertTrue(assertThrows(ErrnoException.class, () -> Descriptors.pwrite(program.number(), new byte[] {1}, 0, 1, 0)).is(Errno.EPERM));
            try (Pidfd process = Pidfd.open(Spawn.start(program, List.of("true"), List.of(devNull, devNull, devNull))).orElseThrow()) {
                process.reap();
            }
        }
    }
}
