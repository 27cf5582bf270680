package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;

class ExecRootTest {
    private Box box;
    private ServinRuntime runtime;
    private LaunchSpec spec;
    private Task task;

    @BeforeEach
    void launch() {
        Root.isNeeded();
        box = new Box();
        runtime = new ServinRuntime();
        spec = box.spec(List.of("sleep", "1000"));
        task = runtime.launch(spec);
        task.start();
    }

    @AfterEach
    void destroy() {
        if (task != null) {
            task.destroy();
            LaunchRootTest.assertNothingLeft(spec);
            runtime.close();
            box.close();
        }
    }

    private String exec(int code, String script) {
        RunningProcess process = task.exec("e1", Box.process(List.of("sh", "-c", script)));
        String output = Box.readAll(process, Stream.STDOUT) + Box.readAll(process, Stream.STDERR);
        assertEquals(code, Box.exit(process).code(), output);
        process.release();
        assertEquals(List.of(), task.execs());
        return output;
    }

    @Test
    void runsInAllOfTheContainersNamespaces() throws IOException {
        String output = exec(4, "for n in cgroup ipc mnt net pid uts; do readlink /proc/self/ns/$n; done; ls -id /; cat /proc/1/comm; exit 4");
        for (String name : List.of("cgroup", "ipc", "mnt", "net", "pid", "uts")) {
            assertTrue(output.contains(Files.readSymbolicLink(Path.of("/proc/" + task.pid() + "/ns/" + name)) + "\n"), output);
        }
        assertTrue(output.endsWith("/\nsleep\n"), output);
    }

    @Test
    void joinsTheCgroupAndHasNoDescriptorsOfTheEngine() throws IOException {
        RunningProcess process = task.exec("e2", Box.process(List.of("sleep", "1000")));
        assertTrue(task.pids().contains(process.pid()));
        try (var descriptors = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            assertEquals(List.of("0", "1", "2"), descriptors.map(path -> path.getFileName().toString()).sorted().toList());
        }
        process.signal(15);
        assertEquals(143, Box.exit(process).code());
        process.release();
    }

    @Test
    void readsStandardInputToItsEnd() {
        RunningProcess process = task.exec("e3", Specs.stdin(Box.process(List.of("cat"))));
        Box.write(process, "to and fro");
        Box.closeStdin(process);
        assertEquals("to and fro", Box.readAll(process, Stream.STDOUT));
        assertEquals(0, Box.exit(process).code());
        process.release();
    }

    @Test
    void isTakenBackAfterTheEngineDied() {
        RunningProcess lost = task.exec("e4", Box.process(List.of("sh", "-c", "echo before; sleep 0.2; echo after; exit 5")));
        assertEquals(0, Box.stream(lost, Stream.STDIN).stream().count());
        ServinRuntime next = new ServinRuntime();
        Task adopted = next.adopt(spec.id(), spec.runFolder()).orElseThrow();
        assertEquals(List.of("e4"), adopted.execs());
        RunningProcess process = adopted.adoptExec("e4");
        assertEquals(lost.pid(), process.pid());
        assertEquals("before\nafter\n", Box.readAll(process, Stream.STDOUT));
        assertEquals(5, Box.exit(process).code());
        process.release();
        lost.release();
        next.close();
    }

    private RunningProcess apart(String id, String script) {
        RunningProcess process = task.execApart(id, Box.process(List.of("sh", "-c", script)));
        assertEquals("up\n", Box.read(process, Stream.STDOUT, text -> text.endsWith("\n")));
        return process;
    }

    @Test
    void oneApartIsKilledWithAllThatItStarted() {
        RunningProcess other = task.exec("e6", Box.process(List.of("sleep", "1000")));
        RunningProcess process = apart("e7", "setsid sleep 1000 & (sleep 1000 &); sleep 1000 & echo up; exec sleep 1000");
        assertEquals(6, task.pids().size());
        process.kill();
        assertEquals(List.of(task.pid(), other.pid()), task.pids());
        assertEquals(137, Box.exit(process).code());
        process.release();
        assertEquals(List.of("e6"), task.execs());
        other.kill();
        assertEquals(137, Box.exit(other).code());
        other.release();
    }

    @Test
    void oneApartIsKilledByTheNextEngineToo() {
        RunningProcess lost = apart("e8", "setsid sleep 1000 & echo up; exec sleep 1000");
        ServinRuntime next = new ServinRuntime();
        Task adopted = next.adopt(spec.id(), spec.runFolder()).orElseThrow();
        RunningProcess process = adopted.adoptExec("e8");
        process.kill();
        assertEquals(List.of(task.pid()), task.pids());
        assertEquals(137, Box.exit(process).code());
        process.release();
        Box.exit(lost); // seen by the engine before, too: else that goes on to remove its files beside
        lost.release();
        next.close();
    }

    @Test
    void whatOneApartLeavesStaysAndIsNobodysGroup() throws IOException {
        RunningProcess process = apart("e9", "setsid sleep 1000 >/dev/null 2>&1 & echo up");
        assertEquals(0, Box.exit(process).code());
        process.release();
        assertEquals(2, task.pids().size());
        int left = task.pids().stream().filter(pid -> pid != task.pid()).findFirst().orElseThrow();
        assertEquals(Files.readString(Path.of("/proc/" + task.pid() + "/cgroup")), Files.readString(Path.of("/proc/" + left + "/cgroup")));
    }

    @Test
    void endsWithTheContainer() {
        RunningProcess process = task.exec("e5", Box.process(List.of("sleep", "1000")));
        task.signal(9);
        assertEquals(137, Box.exit(task).code());
        assertEquals(137, Box.exit(process).code());
        process.release();
    }

    private ServinException refused(String user, String cwd, String... args) {
        ServinException e = assertThrows(ServinException.class, () -> task.exec("bad",
                Specs.user(cwd == null ? Box.process(List.of(args)) : Specs.existing(Box.process(List.of(args)), cwd), user, List.of())));
        assertFalse(Files.exists(spec.runFolder().resolve("execs/bad")));
        return e;
    }

    @Test
    void saysWhatWasWrongInDockersWords() {
        ServinException missing = refused("", null, "nosuch");
        assertEquals("OCI runtime exec failed: exec failed: unable to start container process: exec: \"nosuch\": executable file not found in $PATH: unknown",
                missing.getMessage());
        assertEquals(ErrorKind.INVALID_ARGUMENT, missing.kind());
        assertEquals("OCI runtime exec failed: exec failed: unable to start container process: exec: \"/etc/passwd\": permission denied: unknown",
                refused("", null, "/etc/passwd").getMessage());
        assertEquals("OCI runtime exec failed: exec failed: unable to start container process: chdir to cwd (\"/nonex\") set in config.json failed: "
                + "no such file or directory: unknown", refused("", "/nonex", "ls").getMessage());
        assertEquals("unable to find user nouser: no matching entries in passwd file", refused("nouser", null, "ls").getMessage());
    }
}
