package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.OomNotice;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;

/** That a container is out of memory is told while it runs on, with either version of control groups. */
class OomRootTest {
    /** For each line that it reads, a child wants more memory than there is. */
    private static final String CHILDREN = "while read line; do tail /dev/zero; echo $?; done; exit 3";
    private final BlockingQueue<String> notices = new LinkedBlockingQueue<>();
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

    private LaunchSpec spec(String... args) {
        return box.spec(List.of(args), c -> c.with(x -> {
            x.resources = Specs.memory(16 << 20);
            x.process = Specs.stdin(x.process);
        }));
    }

    private void listen(Task task) {
        ((OomNotice) task).onOom(() -> notices.add("oom"));
    }

    /** Has a child killed, and waits for the notice. */
    private void killChild(Task task) throws InterruptedException {
        Box.write(task, "more\n");
        assertEquals("137\n", Box.read(task, Stream.STDOUT, text -> text.endsWith("\n")));
        assertNotNull(notices.poll(10, TimeUnit.SECONDS));
    }

    private void end(Task task, LaunchSpec spec) {
        Box.closeStdin(task);
        Exit exit = Box.exit(task);
        assertEquals(3, exit.code());
        assertTrue(exit.oomKilled());
        assertEquals(List.of(), List.copyOf(notices));
        task.release();
        task.destroy();
        LaunchRootTest.assertNothingLeft(spec);
        assertEquals(List.of(), List.copyOf(notices));
    }

    @Test
    void isToldEachTimeWhileTheContainerGoesOn() throws InterruptedException {
        LaunchSpec spec = spec("sh", "-c", CHILDREN);
        Task task = runtime.launch(spec);
        task.start();
        listen(task);
        killChild(task);
        listen(task); // in place of the first
        killChild(task);
        end(task, spec);
    }

    @Test
    void isToldBeforeTheEndThatItCauses() {
        for (int round = 0; round < 10; round++) {
            LaunchSpec spec = spec("sh", "-c", "read line; exec tail /dev/zero");
            Task task = runtime.launch(spec);
            task.start();
            listen(task);
            Box.write(task, "more\n");
            List<String> atTheEnd = task.exit().thenApply(exit -> List.copyOf(notices)).toCompletableFuture().join();
            assertEquals(List.of("oom"), atTheEnd);
            notices.clear();
            task.release();
            task.destroy();
            LaunchRootTest.assertNothingLeft(spec);
        }
    }

    @Test
    void isToldOfAContainerThatWasTakenBackButNotOnceMore() throws InterruptedException {
        LaunchSpec spec = spec("sh", "-c", CHILDREN);
        ServinRuntime first = new ServinRuntime();
        Task task = first.launch(spec);
        task.start();
        listen(task);
        killChild(task);
        Box.letGo(task);
        first.close();
        Task back = runtime.adopt(spec.id(), spec.runFolder()).orElseThrow();
        listen(back);
        killChild(back);
        end(back, spec);
    }
}
