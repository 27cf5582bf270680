package org.servin.core.internal.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArrivalTimesTest {
    private static final long UNKNOWN = -1;
    private final ArrivalTimes times = new ArrivalTimes();

    private long at(long position) {
        return new ArrivalTimes.Answer().at(times, position, UNKNOWN);
    }

    @Test
    void eachByteCameWithItsPiece() {
        times.add(10, 100);
        times.add(30, 200);
        assertEquals(100, at(1));
        assertEquals(100, at(10));
        assertEquals(200, at(11));
        assertEquals(200, at(30));
        assertEquals(UNKNOWN, at(31));
        ArrivalTimes.Answer forward = new ArrivalTimes.Answer();
        for (int position = 1; position <= 31; position++) {
            assertEquals(at(position), forward.at(times, position, UNKNOWN));
        }
    }

    @Test
    void whatNobodyAsksAboutIsForgottenAndTheRestIsNot() {
        for (int i = 1; i <= 100_000; i++) {
            times.add(i, 10L * i);
            times.free(i - 3);
            assertEquals(10L * (i - 1), at(i - 1));
        }
    }

    @Test
    void whereManyWaitTimesGetCoarseButThoseOfTheLastOnes() {
        for (int i = 1; i <= 100_000; i++) {
            times.add(i, i);
            assertEquals(i, at(i));
            assertEquals(Math.max(1, i - 50), at(Math.max(1, i - 50)));
        }
        long before = 0;
        for (int i = 1; i <= 100_000; i++) {
            long time = at(i);
            assertTrue(time >= before && Math.abs(time - i) < 5000, i + " at " + time);
            before = time;
        }
    }
}
