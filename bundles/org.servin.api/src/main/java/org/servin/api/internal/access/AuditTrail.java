package org.servin.api.internal.access;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.AuditSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all audit sinks. Where an audit log is obligatory, nothing goes on while there is none. Thread-safe. */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final List<AuditSink> sinks = new CopyOnWriteArrayList<>();
    private final BooleanSupplier required;
    private final Duration patience;

    /** There may be none. */
    public AuditTrail() {
        this(() -> false, Duration.ZERO);
    }

    /**
     * Has to tell somebody, or not.
     *
     * @param required whether there has to be a sink
     * @param patience how long one that is being replaced is waited for
     */
    public AuditTrail(BooleanSupplier required, Duration patience) {
        this.required = required;
        this.patience = patience;
    }

    /** One has come. */
    public synchronized void add(AuditSink sink) {
        sinks.add(sink);
        notifyAll();
    }

    /** One has gone. */
    public void remove(AuditSink sink) {
        sinks.remove(sink);
    }

    /** Whether there is anybody to tell. */
    boolean kept() {
        return !sinks.isEmpty() || required.getAsBoolean();
    }

    /** Tells them. UNAVAILABLE if one that must not miss this cannot keep it. */
    void tell(AuditRecord decision) {
        if (sinks.isEmpty() && required.getAsBoolean()) {
            awaitSink();
        }
        for (AuditSink sink : sinks) {
            try {
                sink.record(decision);
            } catch (RuntimeException e) {
                if (e instanceof ServinException s && s.kind() == ErrorKind.UNAVAILABLE) {
                    throw e;
                }
                LOG.error("an audit sink failed", e);
            }
        }
    }

    private synchronized void awaitSink() {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (sinks.isEmpty()) {
                long left = (until - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    throw new ServinException(ErrorKind.UNAVAILABLE, "nothing is allowed without an audit log (audit-log-required), and there is none");
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.UNAVAILABLE, "interrupted while waiting for an audit log", e);
        }
    }
}
