package org.servin.api.internal.access;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.servin.http.HttpExchange;
import org.servin.http.Peer;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Target;
import org.servin.spi.auth.UnixPeer;

/** Stands at the door of the API: lets in who is known, and gives them what says what they may do there. */
public final class Guard {
    /** Headers that hold secrets: they prove who calls, here or at a registry, and are nobody else's business. */
    private static final Set<String> SECRET_HEADERS = Set.of("authorization", "proxy-authorization", "cookie", "x-api-key", "x-registry-auth", "x-registry-config");

    private final Supplier<AccessChain> chain;
    private final AuditTrail audit;
    private final FailureThrottle throttle = new FailureThrottle(System::nanoTime);

    /** Asks those, and tells these. */
    public Guard(Supplier<AccessChain> chain, AuditTrail audit) {
        this.chain = chain;
        this.audit = audit;
    }

    /** Lets a request in. AccessRefused if its sender has not proven who they are; UNAVAILABLE if that cannot be found out. */
    public Access enter(HttpExchange exchange) {
        Peer peer = exchange.peer();
        Caller caller = new Caller(peer.transport(), peer.address(), peer.certificates(), exchange.headers(),
                peer.credentials().map(c -> new UnixPeer((int) c.uid(), (int) c.gid(), c.pid())));
        AccessChain asked = chain.get();
        try {
            Identity identity = asked.authentication().identify(caller);
            return new Access(asked.authorization(), audit, identity, withoutSecrets(caller), exchange);
        } catch (ServinException e) {
            if (e.kind() != ErrorKind.UNAUTHENTICATED) {
                throw e;
            }
            throw refuse(exchange, caller, asked, e);
        }
    }

    private AccessRefused refuse(HttpExchange exchange, Caller caller, AccessChain asked, ServinException why) {
        if (audit.kept()) {
            String uri = SecretFreeUri.of(exchange.path() + (exchange.query().isEmpty() ? "" : "?" + exchange.query()));
            audit.tell(new AuditRecord(Instant.now(), withoutSecrets(caller), Optional.empty(), exchange.method(), uri, "", Target.NONE, AuditRecord.Result.UNAUTHENTICATED,
                    "", "", why.getMessage()));
        }
        throttle.slowDown(caller.unix().map(u -> "uid " + Integer.toUnsignedString(u.uid())).orElse(caller.remote()));
        return AccessRefused.unauthenticated(why.getMessage(), asked.authentication().challenges());
    }

    private static Caller withoutSecrets(Caller caller) {
        Map<String, List<String>> open = new HashMap<>(caller.headers());
        boolean secrets = false;
        for (String name : SECRET_HEADERS) {
            secrets |= open.remove(name) != null;
        }
        return !secrets ? caller : new Caller(caller.transport(), caller.remote(), caller.certificates(), open, caller.unix());
    }
}
