package org.servin.image.internal.content;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;

/** Content on its way into the store: a temporary file and the digest of what was written so far. Used by one thread; closing without a commit removes it. */
public final class Ingest extends OutputStream {
    private static final int CHUNK = 64 * 1024;
    private final Path folder;
    private final Path temporary;
    private final FileChannel channel;
    private final SizeLimit limit;
    private MessageDigest digest = Digests.sha256();
    private long size;
    private boolean committed;

    Ingest(Path temporary, Path folder, SizeLimit limit) throws IOException {
        this.temporary = temporary;
        this.folder = folder;
        this.limit = limit;
        this.channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        limit.check(size + length, "a file");
        digest.update(bytes, offset, length);
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw new BlobWriteException(temporary, e);
        }
        size += length;
    }

    /** Writes the rest of a stream, in whole chunks however small the pieces are in which it comes. */
    public void takeAll(InputStream in) throws IOException {
        byte[] chunk = new byte[CHUNK];
        int got;
        do {
            got = in.readNBytes(chunk, 0, CHUNK);
            write(chunk, 0, got);
        } while (got == CHUNK);
    }

    /** Bytes written so far. */
    public long size() {
        return size;
    }

    /** Throws away what was written, to begin anew. */
    public void restart() throws IOException {
        channel.truncate(0);
        channel.position(0);
        digest = Digests.sha256();
        size = 0;
    }

    /** The digest of what was written so far. */
    public String digest() {
        try {
            return Digests.text((MessageDigest) digest.clone());
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("SHA-256 can be cloned", e);
        }
    }

    /** Puts the content into the store under its digest, which the caller has compared. {@link Blobs#sync} makes it durable. */
    public String commit() throws IOException {
        String name = digest();
        channel.close();
        Files.move(temporary, folder.resolve(Digests.hex(name)), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        committed = true;
        return name;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        if (!committed) {
            Files.deleteIfExists(temporary);
        }
    }
}
