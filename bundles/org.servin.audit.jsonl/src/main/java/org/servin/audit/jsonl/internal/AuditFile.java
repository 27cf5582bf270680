package org.servin.audit.jsonl.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file: made with mode 0600, only ever appended to, opened again when it was moved away. A line that a crash or a full disk has cut is ended before the next one, so that it
 * spoils no other. Of one thread.
 */
final class AuditFile implements LineFile {
    private static final Logger LOG = LoggerFactory.getLogger(AuditFile.class);

    private final Path path;
    private final long maxSize;
    private final int maxFiles;
    private FileChannel channel;
    private Object key;
    private boolean unmovable;

    /**
     * Opens nothing.
     *
     * @param path absolute
     * @param maxSize in bytes
     * @param maxFiles at least 2
     */
    AuditFile(Path path, long maxSize, int maxFiles) {
        this.path = path;
        this.maxSize = maxSize;
        this.maxFiles = maxFiles;
    }

    @Override
    public void append(ByteBuffer lines) throws IOException {
        try {
            if (channel == null || !isInPlace()) {
                close();
                open();
            }
            if (channel.size() > 0 && channel.size() + lines.remaining() > maxSize) {
                rotate();
            }
            while (lines.hasRemaining()) {
                channel.write(lines);
            }
        } catch (IOException e) {
            close(); // what is cut is seen when it is opened again
            throw e;
        }
    }

    private boolean isInPlace() throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey().equals(key);
        } catch (NoSuchFileException e) {
            return false; // moved away
        }
    }

    private void open() throws IOException {
        Files.createDirectories(path.getParent());
        if (Files.exists(path) && !Files.isRegularFile(path)) { // opening a pipe would wait for a reader
            throw new IOException(path + " is not a regular file");
        }
        channel = FileChannel.open(path, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        if (isCut()) {
            channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
        }
    }

    private boolean isCut() throws IOException {
        long size = channel.size();
        if (size == 0) {
            return false;
        }
        try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reader.read(last, size - 1) == 1 && last.get(0) != '\n';
        }
    }

    /** The oldest goes. If that cannot be, the file grows on. */
    private void rotate() throws IOException {
        try {
            for (int n = maxFiles - 1; n > 1; n--) {
                if (Files.exists(numbered(n - 1))) {
                    Files.move(numbered(n - 1), numbered(n), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.move(path, numbered(1), StandardCopyOption.REPLACE_EXISTING);
            unmovable = false;
        } catch (IOException e) {
            if (!unmovable) {
                LOG.warn("the audit log {} has reached its size, and cannot be put aside: {}", path, e.toString());
            }
            unmovable = true;
            return;
        }
        close();
        open();
    }

    private Path numbered(int n) {
        return path.resolveSibling(path.getFileName() + "." + n);
    }

    @Override
    public void close() {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warn("closing the audit log {} failed: {}", path, e.toString());
        }
        channel = null;
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
