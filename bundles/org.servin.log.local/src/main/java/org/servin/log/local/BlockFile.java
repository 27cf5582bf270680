package org.servin.log.local;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;

/**
 * Finds blocks in one file, also while it grows. What is not a block, such as what a crash left of one, is passed over. Holds a piece of the file that is at most a little longer
 * than the longest block. One thread.
 */
final class BlockFile implements AutoCloseable {
    private static final int WINDOW = 64 * 1024;
    private static final int SUMMED = 8;

    private final Fd file;
    private Optional<FileHead> head = Optional.empty();
    private byte[] window = {};
    private long start;
    private int length;
    private long position = FileHead.SIZE;
    private long lookAgainAt;
    private boolean sawOther;

    private BlockFile(Fd file) {
        this.file = file;
    }

    /** Opens a file; ENOENT if it is not there. */
    static BlockFile open(Path path) {
        return new BlockFile(Descriptors.open(path, Descriptors.O_RDONLY, 0));
    }

    /** The file's own head; empty if it has none, or none yet. */
    Optional<FileHead> head() {
        if (head.isEmpty()) {
            byte[] bytes = new byte[FileHead.SIZE];
            if (Descriptors.pread(file.number(), bytes, 0, bytes.length, 0) == bytes.length) {
                head = FileHead.of(bytes);
            }
        }
        return head;
    }

    /** The file's present length. */
    long size() {
        return Descriptors.size(file.number());
    }

    /** Where the next block is looked for. */
    long position() {
        return position;
    }

    /** Goes to a place where a block may begin. */
    void position(long to) {
        position = to;
        sawOther = false;
    }

    /** Whether something that is no block was passed over since the place was set. */
    boolean sawOther() {
        return sawOther;
    }

    /** The next block, or null at the present end. The position stays before one that is not whole yet. */
    Block next() {
        if (head().isEmpty()) {
            return null;
        }
        long from = position;
        Block block = find(from, Long.MAX_VALUE);
        if (block != null) {
            sawOther |= block.offset() != from;
            position = block.end();
        } else {
            sawOther |= lookAgainAt != from;
            position = lookAgainAt;
        }
        return block;
    }

    /**
     * Where to read on from to see all blocks but those before something: the place of the first block that is not before it, or the end.
     *
     * @param before true for the first blocks, false for all later ones
     */
    long search(Predicate<Block> before) {
        long low = FileHead.SIZE;
        long high = head().isEmpty() ? low : size();
        while (high - low > WINDOW) {
            long middle = low + (high - low) / 2;
            Block block = find(middle, high);
            if (block == null || !before.test(block)) {
                high = middle;
            } else {
                low = block.end();
            }
        }
        for (Block block; head.isPresent() && (block = find(low, Long.MAX_VALUE)) != null && before.test(block);) {
            low = block.end();
        }
        return low;
    }

    /** The last block; empty if there is none. */
    Optional<Block> last() {
        Block[] last = {null};
        search(block -> {
            last[0] = block;
            return true;
        });
        return Optional.ofNullable(last[0]);
    }

    /** The first whole block that begins at or after a place and before a limit; null if there is none. Notes where to look again then. */
    private Block find(long offset, long limit) {
        byte[] marker = marker();
        long at = offset;
        long unfinished = -1;
        while (at < limit) {
            int i = reach(at, BlockWriter.MAX_HEAD);
            int there = length - i;
            if (there < marker.length) {
                break;
            }
            if (!startsWith(marker, i)) {
                at += skipTo(marker, i);
                continue;
            }
            try {
                Block block = blockAt(at);
                if (block != null) {
                    return block;
                }
                unfinished = unfinished < 0 ? at : unfinished;
                at++;
            } catch (CorruptException notABlock) {
                at++;
            }
        }
        lookAgainAt = unfinished < 0 ? at : unfinished;
        return null;
    }

    private byte[] marker() {
        int marker = head.orElseThrow().marker();
        return new byte[] {(byte) (marker >>> 24), (byte) (marker >>> 16), (byte) (marker >>> 8), (byte) marker};
    }

    private boolean startsWith(byte[] marker, int i) {
        return window[i] == marker[0] && window[i + 1] == marker[1] && window[i + 2] == marker[2] && window[i + 3] == marker[3];
    }

    /** How far it is from a place of the window, which is no marker's, to where the next marker may be; at least 1. */
    private int skipTo(byte[] marker, int from) {
        int i = from + 1;
        while (i + marker.length <= length && !startsWith(marker, i)) {
            i++;
        }
        return i - from;
    }

    /** The block whose marker is at a place; null if the file does not have all of it. */
    private Block blockAt(long at) throws CorruptException {
        int i = reach(at, BlockWriter.MAX_HEAD);
        BytesIn in = new BytesIn(window, i + SUMMED, length);
        Block found;
        try {
            found = headAt(at, in, i);
        } catch (CorruptException e) {
            if (in.at() >= length) {
                return null;
            }
            throw e;
        }
        int size = (int) (found.end() - at);
        int j = reach(at, size);
        if (length - j < size) {
            return null;
        }
        if (found.codec() > BlockWriter.ZSTD || found.count() == 0 || storedSum(j) != head.orElseThrow().checksum(window, j + SUMMED, size - SUMMED)) {
            throw new CorruptException("another check sum");
        }
        return found.in(window, j + size - found.length());
    }

    private Block headAt(long at, BytesIn in, int begin) throws CorruptException {
        int codec = in.takeByte();
        int stored = in.takeNumber(BlockWriter.MAX_RAW);
        int raw = in.takeNumber(BlockWriter.MAX_RAW);
        int count = in.takeNumber(BlockWriter.MAX_RAW);
        long firstIndex = in.takeNumber();
        long firstNanos = in.takeSigned() + head.orElseThrow().baseNanos();
        long latest = in.takeNumber() + firstNanos;
        return new Block(at, at + in.at() - begin + stored, firstIndex, count, firstNanos, latest, codec, raw, window, in.at(), stored);
    }

    private int storedSum(int block) {
        return (window[block + 4] & 0xFF) << 24 | (window[block + 5] & 0xFF) << 16 | (window[block + 6] & 0xFF) << 8 | window[block + 7] & 0xFF;
    }

    /** Makes the window have that many bytes from a place on, as far as the file has them; the place's index in it. */
    private int reach(long at, int count) {
        if (at >= start && at + count <= start + length) {
            return (int) (at - start);
        }
        int wanted = Math.max(count, WINDOW);
        if (window.length < wanted) {
            window = new byte[wanted];
        }
        length = Descriptors.pread(file.number(), window, 0, wanted, at);
        start = at;
        return 0;
    }

    @Override
    public void close() {
        file.close();
    }
}
