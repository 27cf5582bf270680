package org.servin.spi.auth;

import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/**
 * Decides who may do what. Thread-safe; called once for each request of a known caller, before the engine does anything. The drivers that the setting {@code authorization}
 * names are all asked, in its order: a request goes on if each of them allows it. One that fails, or is not there, lets nothing through.
 */
@ConsumerType
public interface AuthzDriver {
    /** Whether this host can use the driver; never throws for "not this host". Cheap: called also if nobody will ask the driver. */
    Probe probe();

    /** Whether a request may be. UNAVAILABLE if that cannot be found out. */
    Verdict judge(AccessRequest request);

    /** Whether the driver wants to see answers, too: small ones are then held back until it has. */
    default boolean judgesAnswers() {
        return false;
    }

    /** Whether an answer may be sent. Asked only if {@link #judgesAnswers}; what the request was to do is done by then. */
    default Verdict judge(AccessRequest request, AccessAnswer answer) {
        return Verdict.allow("");
    }
}
