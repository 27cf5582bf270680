package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** What drivers hold, and for how long they keep a thread. */
public interface ResourceChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void givesItsDescriptorsBack() {
        for (int i = 0; i < 3; i++) {
            use(); // whatever is opened once only is open then
        }
        int before = descriptors().size();
        for (int i = 0; i < 20; i++) {
            use();
        }
        bench().disposeOfDrivers();
        assertTrue(bench().await(() -> descriptors().size() <= before), "more descriptors are open than before: " + descriptors());
    }

    @Test
    default void leavesNoThreadBehind() {
        use();
        bench().disposeOfDrivers();
        Set<Thread> before = new HashSet<>(Thread.getAllStackTraces().keySet());
        for (int i = 0; i < 5; i++) {
            use();
        }
        bench().disposeOfDrivers();
        assertTrue(bench().await(() -> threadsSince(before).isEmpty()), "threads go on: " + threadsSince(before));
    }

    private Set<Thread> threadsSince(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && !before.contains(thread) && !bench().contract().mayStay(thread) && thread.getThreadGroup() != null
                        && !thread.getThreadGroup().getName().equals("InnocuousThreadGroup") && !thread.getThreadGroup().getName().equals("system"))
                .collect(Collectors.toSet());
    }

    private void use() {
        LogTarget target = bench().contract().rotatingOptions().map(bench()::target).orElseGet(bench()::target);
        LogDriver driver = bench().driver();
        List<LogRecord> lines = bench().lines(0, 200);
        try (LogSink sink = driver.open(target)) {
            for (int i = 0; i < 200; i += 20) {
                LogBench.append(sink, lines.subList(i, i + 20));
            }
        }
        if (driver instanceof LogReadSupport readable) {
            try (LogCursor cursor = readable.read(target, LogQuery.all())) {
                LogBench.rest(cursor);
            }
            try (LogCursor cursor = readable.read(target, LogBench.tail(150))) {
                cursor.next();
            }
            try (LogCursor cursor = readable.read(target, new LogQuery(lines.get(100).epochNanos(), Long.MAX_VALUE, -1, Optional.empty()))) {
                cursor.next();
            }
        }
        driver.remove(target);
    }

    private static Set<String> descriptors() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(ResourceChecks::shown).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String shown(Path descriptor) {
        try {
            return descriptor.getFileName() + " " + Files.readSymbolicLink(descriptor);
        } catch (IOException closed) {
            return descriptor.getFileName() + " closed meanwhile";
        }
    }

    @Test
    default void anInterruptedAppendEnds() {
        LogTarget target = bench().target();
        LogSink sink = bench().driver().open(target);
        List<LogRecord> lines = bench().lines(0, 100);
        boolean interrupted = bench().soon("an interrupted append", () -> {
            Thread.currentThread().interrupt();
            try {
                sink.append(lines);
            } catch (ServinException failure) {
                return Thread.interrupted();
            }
            return Thread.interrupted();
        });
        assertTrue(interrupted, "the thread was not interrupted any more");
        bench().soon("closing", () -> {
            sink.close();
            return true;
        });
    }

    @Test
    default void appendsEnd() {
        LogTarget target = bench().target();
        List<LogRecord> lines = bench().lines(0, 1000);
        bench().soon("appending", () -> {
            bench().write(target, lines);
            return true;
        });
        bench().assertReceived(target, lines);
    }
}
