package org.servin.auth.jwt.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Keys of a file, which is looked at when tokens come, but not too often, and read again when it has changed. While it cannot be read there are no keys: somebody may just have taken one out that is not
 * to be trusted any more.
 */
final class FileKeys implements Keys {
    private static final int LARGEST = 1 << 20;
    /** All that tells a file from what was there before, also if both have the same length and are of the same moment. */
    private static final String IDENTITY = "unix:dev,ino,size,lastModifiedTime,ctime,mode";
    private static final int OPEN_TO_ALL = 0007;

    private final Path file;
    private final KeyReader reader;
    private final boolean secret;
    private final long lookNanos;
    private final LongSupplier nanos;
    private Map<String, Object> seen = Map.of();
    private KeyRing ring;
    private long looked;

    /** Reads nothing yet, and looks at the file each time. A secret one may not be open to everybody. */
    FileKeys(Path file, KeyReader reader, boolean secret) {
        this(file, reader, secret, Duration.ZERO, System::nanoTime);
    }

    /** Looks at the file again only after that time: for a request that costs more than all the rest. */
    FileKeys(Path file, KeyReader reader, boolean secret, Duration look, LongSupplier nanos) {
        this.file = file;
        this.reader = reader;
        this.secret = secret;
        this.lookNanos = look.toNanos();
        this.nanos = nanos;
    }

    @Override
    public synchronized KeyRing current() {
        long time = nanos.getAsLong();
        if (ring == null || time - looked >= lookNanos) {
            look();
            looked = time;
        }
        return ring;
    }

    private void look() {
        try {
            Map<String, Object> now = Files.readAttributes(file, IDENTITY);
            if (ring == null || !now.equals(seen)) {
                ring = null;
                ring = read((Integer) now.get("mode"));
                seen = now; // what it was before it was read: if it changes meanwhile it is read once more
            }
        } catch (IOException e) {
            ring = null;
            String reason = e.getMessage() != null && e.getMessage().startsWith(file.toString()) ? e.toString() : file + ": " + e.getMessage();
            throw Refusal.unavailable("the keys cannot be read: " + reason, e);
        }
    }

    private KeyRing read(int mode) throws IOException {
        if (secret && (mode & OPEN_TO_ALL) != 0) {
            throw new IOException("everybody on this host may read or change it: chmod 600");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LARGEST + 1);
        }
        if (content.length > LARGEST) {
            throw new IOException("it is larger than " + LARGEST + " bytes");
        }
        return reader.read(content);
    }

    @Override
    public synchronized KeyRing after(KeyRing known) {
        look();
        return ring;
    }

    @Override
    public void close() { }
}
