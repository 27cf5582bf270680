package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servin.spi.log.LogSource;

/** The spools of one run of a container. Their files are made when the first byte comes: a silent container has none. The pump adds, deliveries read. */
final class SpoolFolder {
    private final Path folder;
    private final String container;
    private final Spool[] spools = new Spool[LogSource.values().length];
    private final ArrivalTimes[] times;

    private SpoolFolder(Path folder, String container, ArrivalTimes[] times) {
        this.folder = folder;
        this.container = container;
        this.times = times;
    }

    /** Opens the spools that are there. */
    static SpoolFolder open(Path folder, String container) {
        return open(folder, container, new ArrivalTimes[] {new ArrivalTimes(), new ArrivalTimes()});
    }

    private static SpoolFolder open(Path folder, String container, ArrivalTimes[] times) {
        SpoolFolder opened = new SpoolFolder(folder, container, times);
        for (LogSource source : LogSource.values()) {
            if (Files.exists(opened.file(source))) {
                opened.spools[source.ordinal()] = new Spool(opened.file(source));
            }
        }
        return opened;
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
    int read(int stream, long position, byte[] into, int length) {
        Spool spool = present(stream);
        return spool == null ? 0 : spool.read(position, into, length);
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
                spool.copyTo(other.resolve(file(source).getFileName()), checkpoint.delivered(stream), Math.min(spool.size(), checkpoint.track(stream).until()));
            }
        }
    }

    /** The same in another folder. */
    SpoolFolder movedTo(Path other) {
        return open(other, container, times);
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
