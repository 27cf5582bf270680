package org.servin.auth.apikey.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * The file of the keys. It is exchanged as a whole, and synced before: after a crash there is what was there before, or what was to be. Only its owner, who is root, may read or change
 * it. Not thread-safe.
 */
final class KeyFile {
    private static final int LARGEST = 64 << 20;
    /** All that tells a file from what was there before. */
    private static final String IDENTITY = "unix:dev,ino,size,lastModifiedTime,ctime,mode";
    private static final int CHANGED_BY_OTHERS = 0022;

    private final Path file;
    private Map<String, Object> seen = Map.of();

    KeyFile(Path file) {
        this.file = file;
    }

    /** Whether it is another one than what was read or written last. */
    boolean hasChanged() throws IOException {
        return !identity().equals(seen);
    }

    /** Empty if it is not there. */
    private Map<String, Object> identity() throws IOException {
        try {
            return Files.readAttributes(file, IDENTITY);
        } catch (NoSuchFileException e) {
            return Map.of();
        }
    }

    /** No keys if it is not there. */
    Map<String, KeyRecord> read() throws IOException {
        Map<String, Object> now = identity();
        if (now.isEmpty()) {
            seen = now;
            return Map.of();
        }
        if (((Integer) now.get("mode") & CHANGED_BY_OTHERS) != 0) {
            throw new IOException("others than its owner may change it: chmod 600");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LARGEST + 1);
        }
        if (content.length > LARGEST) {
            throw new IOException("it is larger than " + LARGEST + " bytes");
        }
        Map<String, KeyRecord> records = KeyJson.read(content);
        seen = now; // what it was before it was read: if it changes meanwhile it is read once more
        return records;
    }

    /** Is on disk when it returns. */
    void write(Map<String, KeyRecord> records) throws IOException {
        Path folder = file.getParent();
        if (!Files.isDirectory(folder)) {
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            sync(folder.getParent());
        }
        Path making = folder.resolve(file.getFileName() + ".new");
        Files.deleteIfExists(making); // of an engine that was killed
        try (FileChannel out = FileChannel.open(making, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            ByteBuffer content = ByteBuffer.wrap(KeyJson.write(records));
            while (content.hasRemaining()) {
                out.write(content);
            }
            out.force(true);
        }
        Files.move(making, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        sync(folder);
        seen = identity();
    }

    private static void sync(Path folder) throws IOException {
        try (FileChannel opened = FileChannel.open(folder, StandardOpenOption.READ)) {
            opened.force(true);
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
