package org.servin.core.internal.stream;

import java.util.Optional;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open log of one container, as long as its driver is there. One thread at a time. */
final class SinkHolder {
    private static final Logger LOG = LoggerFactory.getLogger(SinkHolder.class);

    private final Drivers drivers;
    private final String driver;
    private final LogTarget target;
    private Lease<LogDriver> lease;
    private LogSink sink;

    SinkHolder(Drivers drivers, String driver, LogTarget target) {
        this.drivers = drivers;
        this.driver = driver;
        this.target = target.withOptions(LogMode.forDriver(target.options()));
    }

    /**
     * The sink, opened if necessary; empty while the driver is away. The first thing a newly opened sink is asked is to go back to where a batch began that
     * may be there in part.
     */
    Optional<LogSink> sink(Checkpoint checkpoint) {
        if (sink == null) {
            lease = drivers.leaseNow(DriverKind.LOG, driver, LogDriver.class).orElse(null);
            if (lease == null) {
                return Optional.empty();
            }
            open(checkpoint);
        }
        return Optional.of(sink);
    }

    private void open(Checkpoint checkpoint) {
        try {
            sink = lease.driver().open(target);
            if (checkpoint.pending()) {
                if (!checkpoint.mark().isEmpty()) {
                    sink.rewind(checkpoint.mark());
                }
                checkpoint.rewound();
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Gives sink and driver back, if they are held. */
    void close() {
        LogSink old = sink;
        sink = null;
        try {
            if (old != null) {
                old.close();
            }
        } catch (RuntimeException e) {
            LOG.warn("log driver {}: closing the log of {} failed: {}", driver, target.containerId(), e.toString());
        } finally {
            if (lease != null) {
                lease.close();
                lease = null;
            }
        }
    }
}
