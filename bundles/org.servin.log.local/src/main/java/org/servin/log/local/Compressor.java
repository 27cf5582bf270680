package org.servin.log.local;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.servin.linux.ErrnoException;
import org.servin.spi.log.LogRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rewrites complete files in big, compressed blocks. A file that cannot be rewritten now, or not to the end because the thread was interrupted, stays as it is: it can be read all
 * the same, and is tried again later.
 */
final class Compressor {
    private static final Logger LOG = LoggerFactory.getLogger(Compressor.class);
    private static final int BLOCK = 256 * 1024;

    private final LogFolder folder;

    Compressor(LogFolder folder) {
        this.folder = folder;
    }

    /** Compresses the files up to a number that are not. */
    void compressUpTo(long number) {
        for (LogFolder.LogFile file : folder.oldestFirst()) {
            if (file.number() <= number) {
                try {
                    if (!file.compressed()) {
                        compress(file.number());
                    }
                    Files.deleteIfExists(folder.plain(file.number()));
                } catch (ClosedByInterruptException interrupted) {
                    return; // the thread stays interrupted
                } catch (IOException | ErrnoException | LinkageError e) { // the last where there is no Zstandard for this machine
                    LOG.warn("log driver local: {} stays uncompressed: {}", file.path(), e.toString());
                }
            }
        }
    }

    private void compress(long number) throws IOException {
        try (BlockFile in = BlockFile.open(folder.plain(number)); FileChannel out = FileChannel.open(folder.making(number),
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----")))) {
            if (in.head().isEmpty()) {
                throw new IOException("it has no head");
            }
            new Copy(in, out).run();
            out.force(false); // the plain file goes: a power cut must not find this one empty
        }
        Files.move(folder.making(number), folder.compressed(number), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The work on one file. */
    private static final class Copy {
        private final BlockFile in;
        private final FileChannel out;
        private final BlockWriter writer;
        private final Bytes bytes = new Bytes();
        private long first;

        Copy(BlockFile in, FileChannel out) {
            FileHead head = in.head().orElseThrow();
            this.in = in;
            this.out = out;
            writer = new BlockWriter(head, true, head.maxBefore());
            bytes.put(head.bytes());
        }

        void run() throws IOException {
            for (Block block; (block = in.next()) != null;) {
                if (block.firstIndex() != first + writer.count()) {
                    finish(); // what is missing keeps its numbers
                    first = block.firstIndex();
                }
                copy(block);
            }
            finish();
        }

        private void copy(Block block) throws IOException {
            try {
                for (BlockRecords records = block.records(); records.hasNext();) {
                    LogRecord record = records.next();
                    if (writer.length() >= BLOCK || writer.isFullFor(record.text().length)) {
                        finish();
                    }
                    writer.add(record, 0, record.text().length, record.complete());
                }
            } catch (CorruptException e) {
                finish();
                first = block.endIndex();
            }
        }

        private void finish() throws IOException {
            if (writer.count() > 0) {
                int count = writer.count();
                writer.finish(first, bytes);
                first += count;
            }
            ByteBuffer buffer = ByteBuffer.wrap(bytes.array(), 0, bytes.length());
            while (buffer.hasRemaining()) {
                out.write(buffer);
            }
            bytes.clear();
        }
    }
}
