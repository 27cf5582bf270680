package org.servin.api.internal.http;

import java.util.Optional;
import org.servin.core.driver.Drivers;
import org.servin.http.HttpExchange;
import org.servin.http.Peer;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;

/**
 * Finds out who calls. The mode of a unix socket's file decides who reaches it, so who does is trusted. Over TCP the authentication drivers are asked. On
 * a listener without TLS nobody needs to prove anything: that it listens at all was consented to in its settings.
 */
public final class Authentication {
    private final Drivers drivers;

    /** Asks those drivers. */
    public Authentication(Drivers drivers) {
        this.drivers = drivers;
    }

    /** Who calls. UNAUTHENTICATED if somebody must prove who they are, and did not. */
    Principal check(HttpExchange exchange) {
        Peer peer = exchange.peer();
        if (peer.transport().equals("unix")) {
            return new Principal("local", java.util.Set.of(), "unix");
        }
        Caller caller = new Caller(peer.transport(), peer.address(), peer.certificates(), exchange.headers());
        Optional<Principal> known = drivers.entries().stream().filter(e -> e.kind() == DriverKind.AUTH && e.probe().isUsable() && !e.shadowed())
                .flatMap(e -> judge(e.name(), caller).stream()).findFirst();
        if (known.isPresent()) {
            return known.get();
        }
        if (!peer.certificates().isEmpty()) {
            throw new ServinException(ErrorKind.UNAUTHENTICATED, "no authentication driver knows this client's certificate");
        }
        return new Principal("anonymous", java.util.Set.of(), "none");
    }

    private Optional<Principal> judge(String driver, Caller caller) {
        try (Lease<AuthDriver> lease = drivers.leaseNow(DriverKind.AUTH, driver, AuthDriver.class).orElse(null)) {
            return lease == null ? Optional.empty() : lease.driver().authenticate(caller);
        }
    }
}
