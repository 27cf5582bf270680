package org.servin.spi.auth;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Is told of every decision about who may do what. All services of this type are told, whichever bundle they are of. Thread-safe; must not block: requests wait for it.
 */
@ConsumerType
public interface AuditSink {
    /** A decision was made. A failure is logged, and changes nothing about the decision. */
    void record(AuditRecord decision);
}
