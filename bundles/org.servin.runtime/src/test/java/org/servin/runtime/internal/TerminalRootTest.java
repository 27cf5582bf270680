package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

class TerminalRootTest {
    private Box box;
    private ServinRuntime runtime;

    @BeforeEach
    void open() {
        Root.isNeeded();
        box = new Box();
        runtime = new ServinRuntime();
    }

    @AfterEach
    void close() {
        if (runtime != null) {
            runtime.close();
            box.close();
        }
    }

    private LaunchSpec interactive(String... args) {
        return box.spec(List.of(args), c -> c.with(x -> x.process = Specs.terminal(x.process, 33, 99)));
    }

    private void end(Task task, LaunchSpec spec, int code) {
        assertEquals(code, Box.exit(task).code());
        task.release();
        task.destroy();
        LaunchRootTest.assertNothingLeft(spec);
    }

    @Test
    void isATerminalOfTheContainersOwn() {
        LaunchSpec spec = interactive("sh", "-c", "tty; stty size; ls /dev/console; stat -c %t:%T /dev/console; echo err >&2");
        Task task = runtime.launch(spec);
        task.start();
        assertEquals("/dev/pts/0\r\n33 99\r\n/dev/console\r\n88:0\r\nerr\r\n", Box.readAll(task, Stream.STDOUT));
        assertTrue(Box.stream(task, Stream.STDERR).isEmpty());
        end(task, spec, 0);
    }

    @Test
    void takesInputSignalsAndSizes() {
        LaunchSpec spec = interactive("sh", "-c", "trap 'echo caught' INT; trap 'stty size' WINCH; echo ready; while true; do read x; test \"$x\" = bye && exit 6; done");
        Task task = runtime.launch(spec);
        task.start();
        Box.read(task, Stream.STDOUT, text -> text.contains("ready"));
        task.resize(20, 70);
        Box.read(task, Stream.STDOUT, text -> text.contains("20 70"));
        Box.write(task, "\3\n");
        Box.read(task, Stream.STDOUT, text -> text.contains("caught"));
        Box.write(task, "bye\n");
        Box.readAll(task, Stream.STDOUT);
        end(task, spec, 6);
    }

    @Test
    void losesNoOutputAtTheEnd() {
        LaunchSpec spec = interactive("sh", "-c", "stty -opost; yes 0123456789abcde | head -100000; echo end");
        Task task = runtime.launch(spec);
        task.start();
        String output = Box.readAll(task, Stream.STDOUT);
        assertEquals(1_600_004, output.length());
        assertTrue(output.endsWith("\nend\n"));
        end(task, spec, 0);
    }

    @Test
    void worksForExecAndBelowAReaper() {
        LaunchSpec spec = box.spec(List.of("sh"), c -> c.with(x -> {
            x.init = true;
            x.process = Specs.terminal(x.process, 0, 0);
        }));
        Task task = runtime.launch(spec);
        task.start();
        RunningProcess added = task.exec("t", Specs.terminal(Box.process(List.of("sh", "-c", "tty; stty size")), 11, 22));
        assertEquals("/dev/pts/1\r\n11 22\r\n", Box.readAll(added, Stream.STDOUT));
        assertEquals(0, Box.exit(added).code());
        added.release();
        Box.write(task, "exit 8\n");
        Box.readAll(task, Stream.STDOUT);
        end(task, spec, 8);
    }

    @Test
    void isTakenBackAfterTheEngineDied() {
        LaunchSpec spec = interactive("sh", "-c", "echo ready; read x; echo got $x; exit 4");
        Task lost = runtime.launch(spec);
        lost.start();
        ServinRuntime next = new ServinRuntime();
        Task task = next.adopt(spec.id(), spec.runFolder()).orElseThrow();
        task.resize(5, 6);
        Box.read(task, Stream.STDOUT, text -> text.contains("ready"));
        Box.write(task, "this\n");
        assertTrue(Box.readAll(task, Stream.STDOUT).contains("got this"));
        assertEquals(4, Box.exit(task).code());
        lost.release();
        end(task, spec, 4);
        next.close();
    }

    @Test
    void refusesASizeWithoutATerminal() {
        LaunchSpec spec = box.spec(List.of("sleep", "1000"));
        Task task = runtime.launch(spec);
        task.start();
        assertEquals(ErrorKind.CONFLICT, assertThrows(ServinException.class, () -> task.resize(1, 1)).kind());
        task.destroy();
        LaunchRootTest.assertNothingLeft(spec);
    }
}
