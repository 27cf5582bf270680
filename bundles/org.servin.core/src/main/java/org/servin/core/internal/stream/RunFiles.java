package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.log.LogSource;

/**
 * The checkpoints of one run in its folder: {@code delivered.ckpt} and {@code delivered.N.ckpt}, one for each log that has or had a part of the run.
 *
 * <p>A change of logs is not one write. It begins with a file that says where it cuts the streams, and ends with that file's deletion; if it is found, the change
 * was not finished, and is made again at the same place.
 */
final class RunFiles {
    private static final Pattern NAME = Pattern.compile("delivered(?:\\.(\\d+))?\\.ckpt");
    private static final String CHANGE = "change";

    /** What an engine before this one left. */
    record Found(LogPart part, Checkpoint checkpoint) {
        /** Whether its log was not wanted any more. */
        boolean ended() {
            return checkpoint.track(0).until() != Long.MAX_VALUE;
        }
    }

    private final Path folder;
    private final Path container;
    private final long run;
    private int next;

    /**
     * The files of a run.
     *
     * @param folder theirs
     * @param container the container's folder
     * @param run when the run began, nanoseconds since 1970-01-01T00:00Z
     */
    RunFiles(Path folder, Path container, long run) {
        this.folder = folder;
        this.container = container;
        this.run = run;
    }

    /** Whether there are any. */
    boolean areMade() {
        return next > 0;
    }

    /** The checkpoints that there are, in the order in which they were made. */
    static List<Path> in(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "delivered*.ckpt")) {
            entries.forEach(found::add);
        } catch (NoSuchFileException none) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        found.sort(Comparator.comparingInt(RunFiles::number));
        return found;
    }

    private static int number(Path file) {
        Matcher name = NAME.matcher(file.getFileName().toString());
        return name.matches() && name.group(1) != null ? Integer.parseInt(name.group(1)) : 0;
    }

    /** The place for what is left of a delivery. */
    static Path aside(Path container, Checkpoint checkpoint) {
        return Aside.place(container, checkpoint.run(), number(checkpoint.path()));
    }

    /** The place for what is left of a delivery. */
    Path aside(Checkpoint checkpoint) {
        return aside(container, checkpoint);
    }

    /** Goes on with files that were found. */
    void take(List<Found> found) {
        for (Found one : found) {
            next = Math.max(next, number(one.checkpoint().path()) + 1);
        }
    }

    /** Makes a file for a log that gets the streams from these positions on. */
    Checkpoint make(LogPart part, long[] from, Tally tally) {
        int number = next++;
        return Checkpoint.make(folder.resolve(number == 0 ? Aside.CHECKPOINT : "delivered." + number + ".ckpt"), run, part, from, tally);
    }

    /** Begins to change logs: where, or where an engine before this one wanted to. */
    long[] beginChange(Supplier<long[]> where) {
        Path file = folder.resolve(CHANGE);
        long[] cut = new long[LogSource.values().length];
        try {
            if (Files.exists(file)) {
                ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
                for (int i = 0; i < cut.length; i++) {
                    cut[i] = bytes.getLong();
                }
                return cut;
            }
            cut = where.get();
            ByteBuffer bytes = ByteBuffer.allocate(cut.length * Long.BYTES);
            for (long position : cut) {
                bytes.putLong(position);
            }
            Path making = folder.resolve("." + CHANGE);
            Files.write(making, bytes.array());
            Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
            return cut;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The change is made. */
    void endChange() {
        if (areMade()) {
            Spool.delete(folder.resolve(CHANGE));
        }
    }

    /** Deletes the files of these deliveries, which have nothing to do any more. They go last: spools without one would be delivered again. */
    void delete(List<LogDelivery> deliveries) {
        deliveries.forEach(delivery -> delivery.checkpoint().filter(c -> !delivery.backlog().isApart()).ifPresent(Checkpoint::delete));
    }

    /** Deletes what a change leaves that was not finished. */
    static void clear(Path folder) {
        Spool.delete(folder.resolve(CHANGE));
    }
}
