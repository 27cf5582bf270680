package org.servin.log.jsonfile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;

/**
 * The files of one log: the current one, and rotated ones with {@code .1} (the youngest), {@code .2}, … perhaps with {@code .gz} behind. Numbers may be missing after a crash.
 */
final class LogFiles {
    private static final String GZIP = ".gz";
    private static final int MOST = 10_000;

    private final Path current;
    private final ReentrantLock lock;

    LogFiles(Path current, ReentrantLock lock) {
        this.current = current;
        this.lock = lock;
    }

    /** The file that is written. */
    Path current() {
        return current;
    }

    /** Held while names change, and while they are looked at. */
    ReentrantLock lock() {
        return lock;
    }

    /** The inode of a file; 0 if it is not there. */
    static long inode(Path path) {
        try {
            return (Long) Files.getAttribute(path, "unix:ino");
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a file is compressed. */
    static boolean isCompressed(Path path) {
        return path.toString().endsWith(GZIP);
    }

    private Path numbered(int number, boolean compressed) {
        return current.resolveSibling(current.getFileName() + "." + number + (compressed ? GZIP : ""));
    }

    /** All files that are there, oldest first. Under the lock. */
    List<Path> oldestFirst() {
        List<Path> files = new ArrayList<>();
        if (Files.exists(current)) {
            files.add(current);
        }
        int missing = 0;
        for (int i = 1; missing < 2 && i < MOST; i++) { // one number is missing if a crash came between two renames
            if (Files.exists(numbered(i, false))) {
                files.add(0, numbered(i, false));
            } else if (Files.exists(numbered(i, true))) {
                files.add(0, numbered(i, true));
            } else {
                missing++;
            }
        }
        return files;
    }

    /**
     * Puts the current file away and an empty one in its place; what is too many goes. The new file is there before the old one can be gone, so that their inodes
     * differ: marks tell them apart by those.
     *
     * @param create makes an empty file
     */
    void rotate(int maxFiles, boolean compress, Consumer<Path> create) {
        Path making = current.resolveSibling("." + current.getFileName() + ".new");
        lock.lock();
        try {
            Files.deleteIfExists(making);
            create.accept(making);
            delete(maxFiles - 1);
            for (int i = maxFiles - 2; i >= 1; i--) {
                move(numbered(i, false), numbered(i + 1, false));
                move(numbered(i, true), numbered(i + 1, true));
            }
            if (maxFiles > 1) {
                move(current, numbered(1, false));
            }
            move(making, current);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
        if (compress) {
            compress(numbered(1, false));
        }
    }

    private void delete(int number) throws IOException {
        if (number >= 1) {
            Files.deleteIfExists(numbered(number, false));
            Files.deleteIfExists(numbered(number, true));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException absent) {
            return;
        }
    }

    private void compress(Path plain) {
        Path making = current.resolveSibling("." + current.getFileName() + GZIP);
        try {
            try (InputStream in = Files.newInputStream(plain); OutputStream out = new GZIPOutputStream(Files.newOutputStream(making), 64 * 1024)) {
                in.transferTo(out);
            }
            lock.lock();
            try {
                Files.move(making, numbered(1, true), StandardCopyOption.ATOMIC_MOVE);
                Files.delete(plain);
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes all of them. */
    void delete() {
        lock.lock();
        try {
            for (Path path : oldestFirst()) {
                Files.deleteIfExists(path);
            }
            Files.deleteIfExists(current.resolveSibling("." + current.getFileName() + ".new"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
