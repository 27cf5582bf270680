package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;

/** Many containers at once: none waits for another's, none takes another's exit or output. */
class ManyRootTest {
    private static final int THREADS = 8;
    private static final int EACH = 8;
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

    @Test
    void liveSideBySide() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> lives = new ArrayList<>();
            for (int i = 0; i < THREADS * EACH; i++) {
                int number = i;
                lives.add(() -> live(number));
            }
            for (Future<Void> life : threads.invokeAll(lives)) {
                life.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private Void live(int number) {
        boolean terminal = number % 4 == 3;
        LaunchSpec spec = box.spec(List.of("sh", "-c", "read x; echo $x; exit " + number), c -> c.with(x -> {
            x.init = number % 2 == 1;
            x.process = terminal ? Specs.terminal(x.process, 0, 0) : Specs.stdin(x.process);
        }));
        Task task = runtime.launch(spec);
        task.start();
        RunningProcess added = task.exec("e", Box.process(List.of("sh", "-c", "echo exec " + number + "; exit " + number)));
        assertEquals("exec " + number + "\n", Box.readAll(added, Stream.STDOUT));
        assertEquals(number, Box.exit(added).code());
        added.release();
        Box.write(task, "word" + number + "\n");
        String word = "word" + number;
        assertEquals(terminal ? word + "\r\n" + word + "\r\n" : word + "\n", Box.readAll(task, Stream.STDOUT));
        assertEquals(number, Box.exit(task).code());
        task.destroy();
        LaunchRootTest.assertNothingLeft(spec);
        return null;
    }
}
