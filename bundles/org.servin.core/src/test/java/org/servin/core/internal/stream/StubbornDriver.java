package org.servin.core.internal.stream;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** A driver whose destination is down, or does not answer until it is told to. It cannot be read. */
class StubbornDriver extends UnreadableDriver {
    /** Whether calls fail. */
    volatile boolean down;
    /** What calls wait for; open at first. */
    volatile CountDownLatch gate = new CountDownLatch(0);
    /** Which containers' calls wait. */
    volatile Predicate<String> hanging = container -> true;
    /** Called in each call, before it waits. */
    volatile Runnable called = () -> { };
    /** How many records a call takes at most. */
    volatile int most = Integer.MAX_VALUE;

    StubbornDriver(String name, String... options) {
        super(name, options);
    }

    @Override
    public void reach(LogTarget target) {
        if (down) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "connection refused");
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        LogSink real = super.open(target);
        return new LogSink() {
            @Override
            public LogReceipt append(List<LogRecord> batch) {
                called.run();
                try {
                    if (hanging.test(target.containerId())) {
                        gate.await();
                    }
                } catch (InterruptedException e) {
                    throw new ServinException(ErrorKind.CANCELLED, "interrupted", e);
                }
                if (down) {
                    throw new ServinException(ErrorKind.UNAVAILABLE, "connection refused");
                }
                int taken = Math.min(most, batch.size());
                real.append(batch.subList(0, taken));
                return new LogReceipt(taken, 0);
            }

            @Override
            public String mark() {
                return real.mark();
            }

            @Override
            public void rewind(String mark) {
                real.rewind(mark);
            }

            @Override
            public void close() {
                real.close();
            }
        };
    }
}
