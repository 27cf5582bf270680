package org.servin.linux.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollTest {
    @Test
    void waitsForOneDescriptor() {
        try (Pipe pipe = Pipe.open(0)) {
            assertEquals(Poll.OUT, Poll.one(pipe.write().number(), Poll.OUT, -1));
            Descriptors.write(pipe.write().number(), new byte[] {1}, 0, 1);
            assertEquals(Poll.IN, Poll.one(pipe.read().number(), Poll.IN, -1));
            pipe.write().close();
            assertEquals(Poll.IN | Poll.HUP, Poll.one(pipe.read().number(), Poll.IN, -1));
        }
    }

    @Test
    void givesUpWhenTheTimeIsOver() {
        try (Pipe pipe = Pipe.open(0)) {
            long from = System.nanoTime();
            assertEquals(0, Poll.one(pipe.read().number(), Poll.IN, 30));
            assertTrue(System.nanoTime() - from >= TimeUnit.MILLISECONDS.toNanos(30));
        }
    }
}
