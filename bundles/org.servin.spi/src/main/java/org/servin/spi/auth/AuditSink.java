package org.servin.spi.auth;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told of every decision about who may do what, before anything is done by it. All services of this type are told, whichever bundle they are of. Thread-safe. Requests wait
 * for it: a sink must not block. Only one that the administrator has made obligatory may, for a bounded time, until the decision is where it has to be.
 */
@ConsumerType
public interface AuditSink {
    /**
     * A decision was made. UNAVAILABLE if the sink is obligatory and cannot keep the record: the request then goes no further, and its client is answered with this failure.
     * Any other failure is logged, and changes nothing about the decision.
     */
    void record(AuditRecord decision);
}
