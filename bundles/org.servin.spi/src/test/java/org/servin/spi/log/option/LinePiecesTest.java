package org.servin.spi.log.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

class LinePiecesTest {
    private final LinePieces pieces = new LinePieces("c");

    private static LogRecord record(LogSource source, long nanos, boolean complete) {
        return new LogRecord(source, nanos, new byte[1], complete);
    }

    @Test
    void countsThePiecesOfEachStreamByItself() {
        assertEquals(Optional.empty(), pieces.next(record(LogSource.STDOUT, 1, true)));
        LinePieces.Piece first = pieces.next(record(LogSource.STDOUT, 2, false)).orElseThrow();
        LinePieces.Piece other = pieces.next(record(LogSource.STDERR, 2, false)).orElseThrow();
        assertEquals(new LinePieces.Piece(first.lineId(), 1, false), first);
        assertEquals(64, first.lineId().length());
        assertNotEquals(first.lineId(), other.lineId());
        assertEquals(Optional.of(new LinePieces.Piece(first.lineId(), 2, true)), pieces.next(record(LogSource.STDOUT, 3, true)));
        assertEquals(Optional.empty(), pieces.next(record(LogSource.STDOUT, 4, true)));
        assertEquals(true, pieces.isWithinLine());
        assertEquals(Optional.of(new LinePieces.Piece(other.lineId(), 2, true)), pieces.next(record(LogSource.STDERR, 5, true)));
        assertEquals(false, pieces.isWithinLine());
    }

    @Test
    void aBatchThatComesAgainIsNamedTheSame() {
        LinePieces trial = pieces.copy();
        Optional<LinePieces.Piece> tried = trial.next(record(LogSource.STDOUT, 2, false));
        assertEquals(false, pieces.isWithinLine());
        assertEquals(tried, pieces.next(record(LogSource.STDOUT, 2, false)));
    }
}
