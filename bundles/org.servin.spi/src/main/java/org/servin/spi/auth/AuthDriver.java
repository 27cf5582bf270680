package org.servin.spi.auth;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.Probe;

/**
 * Proves who is calling. Thread-safe and quick: called once for each request. Only the drivers that the setting {@code authentication} names are asked, in its order;
 * the first that knows the caller decides, and one that finds wrong credentials ends the search.
 */
@ConsumerType
public interface AuthDriver {
    /** Whether this host can use the driver; never throws for "not this host". Cheap: called also if nobody will ask the driver. */
    Probe probe();

    /**
     * The principal; empty if the request carries nothing this driver judges. Credentials that are of this driver's form and
     * wrong are an UNAUTHENTICATED {@link org.servin.spi.ServinException}, whose message never holds them.
     */
    Optional<Principal> authenticate(Caller caller);

    /**
     * What a client is told that has proven nothing: a value of the header {@code WWW-Authenticate} (RFC 9110, section 11.6.1), for example {@code Bearer realm="servin"}.
     * Empty for credentials that no header can ask for.
     */
    default Optional<String> challenge() {
        return Optional.empty();
    }
}
