package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.OptionalLong;
import org.servin.spi.log.LogSource;

/**
 * The spools of one run of a container, and their checkpoint. The files are made when the first byte comes: a silent container has none. The pump adds, one thread
 * at a time delivers.
 */
final class SpoolFolder {
    private static final String CHECKPOINT = "delivered.ckpt";

    private final Path folder;
    private final String container;
    private final long runEpochNanos;
    private final Spool[] spools = new Spool[LogSource.values().length];
    private final ArrivalTimes[] times;
    private final boolean own;
    private Checkpoint checkpoint;

    private SpoolFolder(Path folder, String container, long runEpochNanos, ArrivalTimes[] times, boolean own) {
        this.folder = folder;
        this.container = container;
        this.runEpochNanos = runEpochNanos;
        this.times = times;
        this.own = own;
    }

    /** For a run that has left nothing in the folder so far. */
    static SpoolFolder empty(Path folder, String container, long runEpochNanos) {
        return new SpoolFolder(folder, container, runEpochNanos, newTimes(), false);
    }

    /** Opens what an engine that is gone has left in a run's folder. */
    static SpoolFolder found(Path folder, String container) {
        return new SpoolFolder(folder, container, 0, newTimes(), false).opened();
    }

    /** Opens a folder that {@link #copyTo} made and that goes with its files. */
    static SpoolFolder aside(Path folder, String container) {
        return new SpoolFolder(folder, container, 0, newTimes(), true).opened();
    }

    private static ArrivalTimes[] newTimes() {
        return new ArrivalTimes[] {new ArrivalTimes(), new ArrivalTimes()};
    }

    private SpoolFolder opened() {
        for (LogSource source : LogSource.values()) {
            if (Files.exists(file(folder, source))) {
                spools[source.ordinal()] = new Spool(file(folder, source));
            }
        }
        checkpoint();
        return this;
    }

    /** When the run began that left files in a folder. */
    static OptionalLong runIn(Path folder) {
        Path file = folder.resolve(CHECKPOINT);
        if (!Files.exists(file)) {
            return OptionalLong.empty();
        }
        try (Checkpoint found = new Checkpoint(file, 0)) {
            return OptionalLong.of(found.run());
        }
    }

    /** The container's id. */
    String container() {
        return container;
    }

    private static Path file(Path folder, LogSource source) {
        return folder.resolve(source.text() + ".spool");
    }

    /** The spool of a stream, made if it is not there. For the pump. */
    Spool spool(LogSource source) {
        synchronized (this) {
            if (spools[source.ordinal()] == null) {
                if (checkpoint == null) {
                    checkpoint = new Checkpoint(folder.resolve(CHECKPOINT), runEpochNanos);
                }
                spools[source.ordinal()] = new Spool(file(folder, source));
            }
            return spools[source.ordinal()];
        }
    }

    /** The checkpoint. For the delivery. */
    synchronized Checkpoint checkpoint() {
        if (checkpoint == null) {
            checkpoint = new Checkpoint(folder.resolve(CHECKPOINT), runEpochNanos);
        }
        return checkpoint;
    }

    private synchronized Spool present(int stream) {
        return spools[stream];
    }

    /** When bytes of a stream came. */
    ArrivalTimes times(int stream) {
        return times[stream];
    }

    /** Bytes of a stream that came. */
    long size(int stream) {
        Spool spool = present(stream);
        return spool == null ? 0 : spool.size();
    }

    /** Bytes of a stream that came and that the log does not have. */
    long backlog(int stream) {
        Spool spool = present(stream);
        return spool == null ? 0 : spool.size() - checkpoint().delivered(stream);
    }

    /** The time of the last record of this run that was sent, or 0. */
    long lastNanos() {
        synchronized (this) {
            return checkpoint == null ? 0 : checkpoint.lastNanos();
        }
    }

    /** Reads a stream from a position on. */
    int read(int stream, long position, byte[] into, int length) {
        return present(stream).read(position, into, length);
    }

    /** Gives back what was delivered. */
    void free(int stream) {
        present(stream).free(checkpoint().delivered(stream));
    }

    /**
     * Copies what the log does not have to another folder, which is there whole or not at all. For the delivery, between batches.
     *
     * @return the copy, opened
     */
    SpoolFolder copyTo(Path other) {
        Path making = other.resolveSibling("." + other.getFileName());
        try {
            Files.createDirectories(making);
            for (LogSource source : LogSource.values()) {
                if (present(source.ordinal()) != null) {
                    present(source.ordinal()).copyTo(file(making, source), checkpoint().delivered(source.ordinal()));
                }
            }
            Files.copy(folder.resolve(CHECKPOINT), making.resolve(CHECKPOINT), StandardCopyOption.REPLACE_EXISTING);
            Files.move(making, other, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new SpoolFolder(other, container, runEpochNanos, times, true).opened();
    }

    /** Closes the files and leaves them. */
    synchronized void close() {
        for (Spool spool : spools) {
            if (spool != null) {
                spool.close();
            }
        }
        if (checkpoint != null) {
            checkpoint.close();
        }
    }

    /** Closes and deletes the files. The checkpoint goes last: spools without one would be delivered again. */
    synchronized void delete() {
        for (int i = 0; i < spools.length; i++) {
            if (spools[i] != null) {
                spools[i].delete();
                spools[i] = null;
            }
        }
        if (checkpoint != null) {
            checkpoint.delete();
            checkpoint = null;
        }
        if (own) {
            Spool.delete(folder);
        }
    }

    /** Whether nothing was ever said, as far as this knows. */
    synchronized boolean isEmpty() {
        return checkpoint == null;
    }

    /** Whether the pump has made the spool of a stream. */
    boolean has(LogSource source) {
        return present(source.ordinal()) != null;
    }

    @Override
    public String toString() {
        return "container " + container;
    }
}
