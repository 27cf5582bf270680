package org.servin.api.internal.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out who calls. The drivers that the setting {@code authentication} names are asked in its order, for every listener; the first that knows the caller decides.
 *
 * <p>Without that setting it is as with dockerd: the mode of a unix socket's file decides who reaches it, so who does is trusted; over TLS certificates are looked at; and on
 * a listener without TLS nobody needs to prove anything, since that it listens at all was consented to.
 */
public final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    static final String NONE = "none";
    private static final String TLS = "tls";

    private final Drivers drivers;
    private final List<String> names;

    /**
     * Asks those drivers.
     *
     * @param names the setting; empty if it was not set
     */
    public Authentication(Drivers drivers, List<String> names) {
        this.drivers = drivers;
        this.names = List.copyOf(names);
        if (names.contains(NONE)) {
            LOG.warn("authentication names \"none\": everybody who reaches a listener may come in without proving who they are");
        }
    }

    /** Whether callers have to prove who they are, wherever they come from. */
    boolean proves() {
        return names.stream().anyMatch(name -> !name.equals(NONE));
    }

    /** Who calls. UNAUTHENTICATED if they have not proven it, UNAVAILABLE if a driver that might know is away. */
    Identity identify(Caller caller) {
        if (names.isEmpty()) {
            return asDockerd(caller);
        }
        List<String> away = new ArrayList<>();
        for (String name : names) {
            Optional<Lease<AuthDriver>> lease = drivers.leaseNow(DriverKind.AUTH, name, AuthDriver.class);
            if (lease.isEmpty()) {
                away.add(name);
                continue;
            }
            Optional<Principal> known = ask(lease.get(), caller);
            if (known.isPresent()) {
                return new Identity(known.get(), name);
            }
        }
        return askAgain(away, caller);
    }

    /** Drivers that are being replaced are waited for, once nobody else knows the caller. */
    private Identity askAgain(List<String> away, Caller caller) {
        for (String name : away) {
            Optional<Principal> known = ask(borrow(name), caller);
            if (known.isPresent()) {
                return new Identity(known.get(), name);
            }
        }
        throw new ServinException(ErrorKind.UNAUTHENTICATED, "authentication is required");
    }

    private Identity asDockerd(Caller caller) {
        if (caller.transport().equals("unix")) {
            return new Identity(new Principal("local", Set.of(), "unix"), "");
        }
        if (caller.certificates().isEmpty()) {
            return new Identity(new Principal("anonymous", Set.of(), NONE), "");
        }
        Principal known = ask(borrow(TLS), caller)
                .orElseThrow(() -> new ServinException(ErrorKind.UNAUTHENTICATED, "no authentication driver knows this client's certificate"));
        return new Identity(known, TLS);
    }

    private Lease<AuthDriver> borrow(String name) {
        try {
            return drivers.lease(DriverKind.AUTH, name, AuthDriver.class);
        } catch (ServinException e) {
            // one that was never here is no reason to tell the client that its request is about nothing
            throw e.kind() == ErrorKind.NOT_FOUND ? new ServinException(ErrorKind.UNAVAILABLE, e.getMessage(), e) : e;
        }
    }

    private static Optional<Principal> ask(Lease<AuthDriver> lease, Caller caller) {
        try (lease) {
            return lease.driver().authenticate(caller);
        }
    }

    /** The names. */
    @Override
    public String toString() {
        return names.toString();
    }

    /** How a client may prove who it is: values of the header {@code WWW-Authenticate}. */
    List<String> challenges() {
        List<String> all = new ArrayList<>();
        for (String name : names) {
            try (Lease<AuthDriver> lease = drivers.leaseNow(DriverKind.AUTH, name, AuthDriver.class).orElse(null)) {
                if (lease != null) {
                    lease.driver().challenge().ifPresent(all::add);
                }
            }
        }
        return all;
    }
}
