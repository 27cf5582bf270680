package org.servin.spi.auth;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/** Proves who is calling. Thread-safe and quick: called once for each request. */
@ConsumerType
public interface AuthDriver {
    /** Whether this host can use the driver; never throws for "not this host". */
    Probe probe();

    /**
     * The principal; empty if the request carries nothing this driver judges. Credentials that are of this driver's form and
     * wrong are an UNAUTHENTICATED {@link org.servin.spi.ServinException}.
     */
    Optional<Principal> authenticate(Caller caller);
}
