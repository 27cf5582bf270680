package org.servin.core.internal.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.core.driver.Drivers;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;

/** What a run says on the way to its logs, as an engine has it, but with all work done in the calling thread and no process. */
final class Bench {
    static final long RUN = 42;
    static final long LIMIT = 64L << 20;

    final RunLog log;
    final Channel channel;
    /** What was to be done later. */
    final Deque<Runnable> later = new ArrayDeque<>();
    /** Told of each batch. */
    Runnable delivered = () -> { };
    private final Drivers drivers;
    private final LogTarget target;

    /** Takes up what is in the folder {@code run}, and goes on. */
    Bench(Path folder, Drivers drivers, String type, Map<String, String> options) {
        this(folder, drivers, Plans.of(type, options).parts());
    }

    Bench(Path folder, Drivers drivers, List<LogPart> wanted) {
        this.drivers = drivers;
        this.target = target(folder);
        this.channel = new Channel("c1", target.folder(), driver -> false);
        Path run = made(folder.resolve("run"));
        List<RunFiles.Found> found = new ArrayList<>();
        for (Path file : RunFiles.in(run)) {
            Checkpoint.open(file).ifPresent(c -> found.add(new RunFiles.Found(c.part().orElseThrow(), c)));
        }
        log = new RunLog(channel, SpoolFolder.open(run, "c1"), new RunFiles(run, target.folder(), RUN), LIMIT, new RunLog.Factory() {
            @Override
            public LogDelivery make(LogPart part, SpoolFolder spools, LogDelivery.Listener listener) {
                return new LogDelivery(part, spools, new SinkHolder(Bench.this.drivers, target), Runnable::run, channel.line(part), listener);
            }

            @Override
            public void later(long milliseconds, Runnable task) {
                later.add(task);
            }
        }, () -> delivered.run());
        log.begin(wanted, found);
    }

    static LogTarget target(Path folder) {
        return new LogTarget("c1", "c", "i", "i", List.of(), List.of(), Map.of(), 0, Map.of(), made(folder.resolve("kept")));
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Something was said, but nobody was told yet. */
    void say(LogSource source, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        synchronized (channel) {
            log.spool(source).add(bytes, bytes.length);
        }
    }

    /** Something was said, and is delivered. */
    void sayAndTell(LogSource source, String text) {
        say(source, text);
        log.added(source.ordinal(), new byte[64 * 1024]);
    }

    /** Delivers. */
    void wake() {
        log.deliveries().forEach(LogDelivery::wake);
    }

    /** Does what was to be done later. */
    void runLater() {
        for (int left = later.size(); left > 0; left--) {
            later.poll().run();
        }
    }

    LogDelivery delivery(String driver) {
        return log.deliveries().stream().filter(d -> d.part().driver().equals(driver)).findFirst().orElseThrow();
    }

    Checkpoint checkpoint(String driver) {
        return delivery(driver).checkpoint().orElseThrow();
    }

    /** The checkpoint that is in the folder, if there is one. */
    static Optional<Path> checkpointIn(Path folder) {
        return RunFiles.in(folder).stream().findFirst();
    }

    static String lines(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append("line ").append(i).append('\n');
        }
        return text.toString();
    }

    static List<String> list(int from, int to) {
        return lines(from, to).lines().toList();
    }
}
