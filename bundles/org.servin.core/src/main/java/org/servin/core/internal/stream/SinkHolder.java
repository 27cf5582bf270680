package org.servin.core.internal.stream;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open log of one container, as long as its driver is there. One thread at a time. */
final class SinkHolder {
    private static final Logger LOG = LoggerFactory.getLogger(SinkHolder.class);

    private final Drivers drivers;
    private final LogTarget container;
    private Lease<LogDriver> lease;
    private LogSink sink;
    private volatile boolean elsewhere;

    SinkHolder(Drivers drivers, LogTarget container) {
        this.drivers = drivers;
        this.container = container;
    }

    /** The container's id. */
    String container() {
        return container.containerId();
    }

    /** Whether the driver that was borrowed last has a destination that may be down. Any thread. */
    boolean isElsewhere() {
        return elsewhere;
    }

    /**
     * The sink, opened if necessary; empty while the driver is away. The first thing a newly opened sink is asked is to go back to where a batch began that
     * may be there in part.
     */
    Optional<LogSink> sink(LogPart part, Checkpoint checkpoint) {
        if (sink == null) {
            lease = drivers.leaseNow(DriverKind.LOG, part.driver(), LogDriver.class).orElse(null);
            if (lease == null) {
                return Optional.empty();
            }
            elsewhere = lease.driver().place() == LogPlace.ELSEWHERE;
            open(part, checkpoint);
        }
        return Optional.of(sink);
    }

    private void open(LogPart part, Checkpoint checkpoint) {
        try {
            LogTarget target = part.target(container, lease.driver().options());
            if (part.isCache()) {
                makeFolder(target.folder());
            }
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

    /** In the container's folder, which is not made anew: it may just be removed. */
    private static void makeFolder(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
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
            LOG.warn("the log of {} could not be closed: {}", container.containerId(), e.toString());
        } finally {
            if (lease != null) {
                lease.close();
                lease = null;
            }
        }
    }
}
