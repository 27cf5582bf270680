package org.servin.log.jsonfile;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of one log: the current one, and rotated ones with {@code .1} (the youngest), {@code .2}, … perhaps with {@code .gz} behind. Numbers may be missing after a crash.
 */
final class LogFiles {
    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);
    private static final String GZIP = ".gz";
    private static final int MOST = 10_000;

    private static final int TRIES = 10_000;

    private final Path current;
    private final ReentrantLock lock;

    /**
     * A file that is there.
     *
     * @param inode by which it is known under another name
     */
    record Kept(Path path, long inode) { }

    LogFiles(Path current, ReentrantLock lock) {
        this.current = current;
        this.lock = lock;
    }

    /** The file that is written. */
    Path current() {
        return current;
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

    /** All files that are there, oldest first. */
    List<Kept> oldestFirst() {
        List<Kept> files = new ArrayList<>();
        add(current, files);
        int missing = 0;
        for (int i = 1; missing < 2 && i < MOST; i++) { // one number is missing if a crash came between two renames
            if (!add(numbered(i, false), files) && !add(numbered(i, true), files)) {
                missing++;
            }
        }
        Collections.reverse(files);
        return files;
    }

    private static boolean add(Path path, List<Kept> files) {
        long inode = inode(path);
        return inode != 0 && files.add(new Kept(path, inode));
    }

    /** Opens one of the files, or none: null. */
    interface Choice {
        /** Called again when names have changed meanwhile. */
        LineFile open(List<Kept> oldestFirst) throws IOException;
    }

    /** Chooses among the files while none gets another name; not by this driver, which has the lock then, and not by another one that is just taking its place. */
    LineFile choose(Choice choice) throws IOException {
        lock.lock();
        try {
            for (int i = 0; i < TRIES; i++) {
                List<Kept> files = oldestFirst();
                LineFile chosen;
                try {
                    chosen = choice.open(files);
                } catch (NoSuchFileException renamed) {
                    continue;
                }
                if (files.equals(oldestFirst())) {
                    return chosen;
                }
                if (chosen != null) {
                    chosen.close();
                }
            }
            throw new IOException("the files of " + current + " get other names all the time");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Puts the current file away and an empty one in its place; what is too many goes. The new file is there before the old one can be gone, so that their inodes
     * differ: marks tell them apart by those.
     *
     * @param create makes an empty file
     */
    void rotate(int maxFiles, Consumer<Path> create) {
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

    /** Compresses the file that was put away last. If that fails it stays as it is. */
    void compressYoungest() {
        Path plain = numbered(1, false);
        Path making = current.resolveSibling("." + current.getFileName() + GZIP);
        try {
            GzipFile.write(plain, making);
            lock.lock();
            try {
                Files.move(making, numbered(1, true), StandardCopyOption.ATOMIC_MOVE);
                Files.delete(plain);
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            LOG.warn("log driver json-file: {} stays uncompressed: {}", plain, e.toString());
        }
    }

    /** Deletes all of them. */
    void delete() {
        lock.lock();
        try {
            for (Kept file : oldestFirst()) {
                Files.deleteIfExists(file.path());
            }
            Files.deleteIfExists(current.resolveSibling("." + current.getFileName() + ".new"));
            Files.deleteIfExists(current.resolveSibling("." + current.getFileName() + GZIP));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            lock.unlock();
        }
    }
}
