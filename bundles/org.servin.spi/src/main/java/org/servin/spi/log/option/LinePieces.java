package org.servin.spi.log.option;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/**
 * Tells which records of a container are pieces of one line, for destinations that are to put them together again. Used by one thread at a time.
 *
 * <p>What a line is called depends on its first piece only, so that it is called the same when a batch comes again.
 */
public final class LinePieces {
    private final String containerId;
    private final Map<LogSource, Piece> open = new EnumMap<>(LogSource.class);

    /**
     * A piece of a line.
     *
     * @param lineId the same for all pieces of the line, 64 hexadecimal digits
     * @param ordinal 1 for the first one
     * @param last whether the line's end followed
     */
    public record Piece(String lineId, int ordinal, boolean last) { }

    /** Before the first record. */
    public LinePieces(String containerId) {
        this.containerId = containerId;
    }

    /** The same state, which goes on by itself: for a batch that may fail. */
    public LinePieces copy() {
        LinePieces copy = new LinePieces(containerId);
        copy.open.putAll(open);
        return copy;
    }

    /** Whether a line of some stream has begun and not ended. */
    public boolean isWithinLine() {
        return !open.isEmpty();
    }

    /** Which piece the next record is; empty if it is a whole line. */
    public Optional<Piece> next(LogRecord record) {
        Piece before = open.get(record.source());
        if (before == null && record.complete()) {
            return Optional.empty();
        }
        Piece piece = before == null ? new Piece(lineId(record), 1, false) : new Piece(before.lineId(), before.ordinal() + 1, record.complete());
        if (record.complete()) {
            open.remove(record.source());
        } else {
            open.put(record.source(), piece);
        }
        return Optional.of(piece);
    }

    private String lineId(LogRecord first) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(containerId.getBytes(StandardCharsets.UTF_8));
            digest.update(ByteBuffer.allocate(Long.BYTES + 1).putLong(first.epochNanos()).put((byte) first.source().ordinal()).flip());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
