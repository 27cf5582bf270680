package org.servin.api.internal.access;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.AuditSink;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells all audit sinks. Thread-safe. */
public final class AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditTrail.class);

    private final List<AuditSink> sinks = new CopyOnWriteArrayList<>();

    /** One has come. */
    public void add(AuditSink sink) {
        sinks.add(sink);
    }

    /** One has gone. */
    public void remove(AuditSink sink) {
        sinks.remove(sink);
    }

    /** Whether there is anybody to tell. */
    boolean kept() {
        return !sinks.isEmpty();
    }

    /** Tells them. UNAVAILABLE if one that must not miss this cannot keep it. */
    void tell(AuditRecord decision) {
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
}
