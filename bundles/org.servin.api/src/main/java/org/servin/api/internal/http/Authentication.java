package org.servin.api.internal.http;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.servin.http.HttpExchange;
import org.servin.http.Peer;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;

/**
 * Finds out who calls. The mode of a unix socket's file decides who reaches it, so who does is trusted. Over TCP the authentication drivers are asked. On
 * a listener without TLS nobody needs to prove anything: that it listens at all was consented to in its settings.
 */
public final class Authentication {
    private final List<AuthDriver> drivers = new CopyOnWriteArrayList<>();

    /** A driver has come. */
    public void add(AuthDriver driver) {
        drivers.add(driver);
    }

    /** A driver has gone. */
    public void remove(AuthDriver driver) {
        drivers.remove(driver);
    }

    /** Who calls. UNAUTHENTICATED if somebody must prove who they are, and did not. */
    Principal check(HttpExchange exchange) {
        Peer peer = exchange.peer();
        if (peer.transport().equals("unix")) {
            return new Principal("local", java.util.Set.of(), "unix");
        }
        Caller caller = new Caller(peer.transport(), peer.address(), peer.certificates(), exchange.headers());
        for (AuthDriver d : drivers) {
            Optional<Principal> p = d.authenticate(caller);
            if (p.isPresent()) {
                return p.get();
            }
        }
        if (!peer.certificates().isEmpty()) {
            throw new ServinException(ErrorKind.UNAUTHENTICATED, "no authentication driver knows this client's certificate");
        }
        return new Principal("anonymous", java.util.Set.of(), "none");
    }
}
