package org.servin.auth.none.internal;

import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;

/** Takes everybody for {@code anonymous}: the last of a chain, where rules say what callers may do that have proven nothing. */
@Component
@Driver(kind = "auth", name = "none")
public final class NoneAuthDriver implements AuthDriver {
    private static final Optional<Principal> ANYBODY = Optional.of(new Principal("anonymous", Set.of(), "none"));

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Optional<Principal> authenticate(Caller caller) {
        return ANYBODY;
    }
}
