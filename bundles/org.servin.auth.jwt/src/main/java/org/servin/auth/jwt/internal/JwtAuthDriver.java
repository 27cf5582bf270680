package org.servin.auth.jwt.internal;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;

/**
 * Knows callers by a JSON Web Token of an issuer, which they bear (RFC 6750). Until the first of them comes nothing is read and no class of the library is loaded. Other settings
 * make another driver: what was proven under the old ones is forgotten.
 */
@Component(configurationPid = {"org.servin", "org.servin.access"})
@Driver(kind = "auth", name = "jwt")
public final class JwtAuthDriver implements AuthDriver {
    private final Optional<JwtConfiguration> configuration;
    private final Probe probe;
    private TokenCheck check;
    private boolean closed;

    /** Looks at the settings only. */
    @Activate
    public JwtAuthDriver(JwtSettings settings) {
        Optional<JwtConfiguration> read = Optional.empty();
        Probe verdict = Probe.usable();
        try {
            read = JwtConfiguration.of(settings);
        } catch (ServinException e) {
            verdict = Probe.broken(e.getMessage());
        }
        configuration = read;
        probe = verdict;
    }

    @Override
    public Probe probe() {
        return probe;
    }

    @Override
    public Optional<Principal> authenticate(Caller caller) {
        return BearerHeader.token(caller.headers().getOrDefault("authorization", List.of())).map(token -> check().check(token));
    }

    @Override
    public Optional<String> challenge() {
        return Optional.of("Bearer realm=\"servin\"");
    }

    private synchronized TokenCheck check() {
        if (closed) {
            throw Refusal.unavailable("the driver is being stopped", null);
        }
        if (check == null) {
            JwtConfiguration known = configuration.orElseThrow(() -> Refusal.unavailable(probe.isUsable() ? "no issuer is set" : probe.reason(), null));
            check = new TokenCheck(known.rules(), KeySources.open(known.keys()), Clock.systemUTC());
        }
        return check;
    }

    /** Ends its thread. */
    @Deactivate
    public synchronized void close() {
        closed = true;
        if (check != null) {
            check.close();
        }
    }
}
