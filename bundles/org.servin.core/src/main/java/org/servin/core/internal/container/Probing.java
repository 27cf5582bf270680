package org.servin.core.internal.container;

import java.util.function.Supplier;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.RunningProcess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The process of a health check while it runs. Whoever wants its end need not know whether it has begun. Thread-safe. */
final class Probing {
    private static final Logger LOG = LoggerFactory.getLogger(Probing.class);
    private RunningProcess process;
    private boolean unwanted;

    /** Begins it, unless it is unwanted already: then CANCELLED. Nobody ends it, or freezes it, in the midst of its launch. */
    synchronized RunningProcess begin(Supplier<RunningProcess> launch) {
        if (unwanted) {
            throw new ServinException(ErrorKind.CANCELLED, "the health check is not wanted any more");
        }
        process = launch.get();
        return process;
    }

    /** It is not to be touched any more. */
    synchronized void over() {
        process = null;
    }

    /** Kills it with all that it started, and returns when that is gone; or keeps it from beginning. */
    synchronized void end() {
        unwanted = true;
        if (process != null) {
            try {
                process.kill();
            } catch (ServinException failure) {
                LOG.warn("a health check could not be killed: {}", failure.getMessage());
            }
        }
    }
}
