package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servin.spi.log.LogSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The spools of one run of a container. Their files are made when the first byte comes: a silent container has none. The pump adds, deliveries read. */
final class SpoolFolder {
    private static final Logger LOG = LoggerFactory.getLogger(SpoolFolder.class);

    private final Path folder;
    private final String container;
    private final Spool[] spools = new Spool[LogSource.values().length];
    private final ArrivalTimes[] times;
    private volatile boolean timesKept;

    private SpoolFolder(Path folder, String container, ArrivalTimes[] times) {
        this.folder = folder;
        this.container = container;
        this.times = times;
    }

    /** Opens the spools that are there. */
    static SpoolFolder open(Path folder, String container) {
        SpoolFolder opened = new SpoolFolder(folder, container, new ArrivalTimes[] {new ArrivalTimes(), new ArrivalTimes()});
        opened.openSpools();
        for (LogSource source : LogSource.values()) {
            if (opened.has(source)) {
                opened.timesKept = true;
                TimesFile.read(opened.timesFile(source), opened.times(source.ordinal()));
            }
        }
        return opened;
    }

    private void openSpools() {
        for (LogSource source : LogSource.values()) {
            if (Files.exists(file(source))) {
                spools[source.ordinal()] = new Spool(file(source));
            }
        }
    }

    /** The container's id. */
    String container() {
        return container;
    }

    /** The folder. */
    Path folder() {
        return folder;
    }

    private Path file(LogSource source) {
        return folder.resolve(source.text() + ".spool");
    }

    private Path timesFile(LogSource source) {
        return folder.resolve(source.text() + ".times");
    }

    /** Keeps for the next engine when bytes came up to a position. */
    void keepTime(LogSource source, long end, long epochNanos) {
        timesKept = true;
        try {
            TimesFile.append(timesFile(source), end, epochNanos);
        } catch (UncheckedIOException e) { // as on a full disk: the next engine takes the time at which it begins
            LOG.warn("{}: it is not kept when its output came: {}", this, e.getMessage());
        }
    }

    /** The spool of a stream, made if it is not there. For the pump. */
    synchronized Spool spool(LogSource source) {
        if (spools[source.ordinal()] == null) {
            spools[source.ordinal()] = new Spool(file(source));
        }
        return spools[source.ordinal()];
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

    /** Reads a stream from a position on. */
    int read(int stream, long position, byte[] into, int offset, int length) {
        Spool spool = present(stream);
        return spool == null ? 0 : spool.read(position, into, offset, length);
    }

    /** Nobody needs what is before a position. */
    void free(int stream, long position) {
        Spool spool = present(stream);
        if (spool != null) {
            spool.free(position);
            times[stream].free(position);
        }
    }

    /** Nobody needs what is between two positions. */
    void punch(int stream, long from, long end) {
        Spool spool = present(stream);
        if (spool != null) {
            spool.punch(from, end);
        }
    }

    /** Copies what a delivery has left to do to another folder. */
    void copyTo(Path other, Checkpoint checkpoint) throws IOException {
        for (LogSource source : LogSource.values()) {
            int stream = source.ordinal();
            Spool spool = present(stream);
            if (spool != null) {
                TimesFile.write(other.resolve(timesFile(source).getFileName()), times[stream]);
                spool.copyTo(other.resolve(file(source).getFileName()), checkpoint.delivered(stream), Math.min(spool.size(), checkpoint.track(stream).until()));
            }
        }
    }

    /** The same in another folder. */
    SpoolFolder movedTo(Path other) {
        SpoolFolder moved = new SpoolFolder(other, container, times);
        moved.openSpools();
        moved.timesKept = true;
        return moved;
    }

    /** Closes the files and leaves them. */
    synchronized void close() {
        for (Spool spool : spools) {
            if (spool != null) {
                spool.close();
            }
        }
    }

    /** Closes and deletes the files. */
    synchronized void delete() {
        for (int i = 0; i < spools.length; i++) {
            if (spools[i] != null) {
                spools[i].delete();
                spools[i] = null;
                if (timesKept) {
                    Spool.delete(timesFile(LogSource.values()[i]));
                }
            }
        }
    }

    /** Deletes the folder, which has to be empty. */
    void deleteFolder() {
        try {
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
