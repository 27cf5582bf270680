package org.servin.api.internal.access;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.http.HttpExchange;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AccessAnswer;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.AuditRecord.Result;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Target;

/** What the sender of one request may do with it. Used by the thread that serves the request. */
public final class Access {
    /** A request with this header is only judged: the answer tells who says what to it, and nothing is done. */
    static final String DRY_RUN = "servin-dry-run";
    private static final Set<String> OFF = Set.of("0", "false");

    private final Authorization authorization;
    private final AuditTrail audit;
    private final Identity identity;
    private final Caller caller;
    private final String method;
    private final boolean dryRun;
    private String action = "";
    private Target target = Target.NONE;
    /** What it is about as its sender may be told: what is there and what is not look alike. */
    private Target shown = Target.NONE;
    private AccessRequest permitted;

    Access(Authorization authorization, AuditTrail audit, Identity identity, Caller caller, HttpExchange exchange) {
        this.authorization = authorization;
        this.audit = audit;
        this.identity = identity;
        this.caller = caller;
        this.method = exchange.method();
        this.dryRun = exchange.header(DRY_RUN).filter(value -> !OFF.contains(value)).isPresent();
    }

    /** Who sends it. */
    public Principal principal() {
        return identity.principal();
    }

    /** Whether anybody decides about it, or wants to know: if not, nothing of what follows needs to be called. */
    public boolean watched() {
        return dryRun || authorization.active() || audit.kept();
    }

    /** Says what the request is going to be; the last word counts. */
    public void about(String newAction, Target newTarget) {
        action = newAction;
        target = newTarget;
        shown = new Target(newTarget.kind(), "", List.of(), Map.of());
    }

    /** Says that the request is about what is not there yet, and what that is to be called; an empty name, which the engine is to choose, says nothing. */
    public void wants(String kind, String name) {
        if (!name.isEmpty()) {
            target = new Target(kind, "", List.of(name), Map.of());
            shown = target;
        }
    }

    /** What the request is about, as far as was said. */
    public Target target() {
        return target;
    }

    /**
     * Has it decided whether the request may be. Returns if it may. {@link AccessRefused} if not, UNAVAILABLE if that cannot be found out, and {@link DryRun} if it was only
     * asked.
     *
     * @param uri path and query as the engine understood them
     * @param asked about its content
     * @param known about what is there already, and is nothing that its sender has said
     */
    public void permit(String uri, Facts asked, Facts known) {
        Facts all = known.isEmpty() ? asked : new Facts().addAll(asked).addAll(known);
        AccessRequest request = new AccessRequest(identity.principal(), caller, method, uri, action, target, all.attributes(), all.document().map(JsonDocument::new));
        if (dryRun) {
            throw rehearse(request, asked);
        }
        Decision decision;
        try {
            decision = authorization.judge(request);
        } catch (ServinException e) {
            tell(request, Result.FAILED, new Decision("", org.servin.spi.auth.Verdict.deny("", String.valueOf(e.getMessage()))));
            throw e;
        }
        tell(request, result(decision), decision);
        if (!decision.verdict().allowed()) {
            throw AccessRefused.denied(request, decision);
        }
        permitted = request;
    }

    private static Result result(Decision decision) {
        if (decision.verdict().allowed()) {
            return decision.verdict().reason().isEmpty() ? Result.ALLOWED : Result.WOULD_DENY;
        }
        return Result.DENIED;
    }

    private DryRun rehearse(AccessRequest request, Facts asked) {
        List<Decision> all = authorization.rehearse(request);
        DryRun run = new DryRun(request, shown, asked, identity.driver(), all);
        Decision telling = all.stream().filter(d -> !d.verdict().allowed()).findFirst().orElse(all.isEmpty() ? Decision.NOBODY : all.get(all.size() - 1));
        tell(request, run.allowed() ? Result.WOULD_ALLOW : Result.WOULD_DENY, telling);
        return run;
    }

    private void tell(AccessRequest request, Result result, Decision decision) {
        if (audit.kept()) {
            audit.tell(new AuditRecord(Instant.now(), caller, Optional.of(identity.principal()), method, SecretFreeUri.of(request.uri()), action, target, result,
                    decision.driver().isEmpty() ? identity.driver() : decision.driver(), decision.verdict().rule(), decision.verdict().reason()));
        }
    }

    /**
     * The exchange to answer on: where some driver wants to judge answers, too, they are held back for it.
     *
     * @param standardHeaders set already
     */
    public HttpExchange answering(HttpExchange exchange, Map<String, String> standardHeaders) {
        return authorization.judgesAnswers() ? new ReviewedExchange(exchange, standardHeaders, this::judge) : exchange;
    }

    /** The answer is complete. AccessRefused if it must not be sent. */
    public void answered(HttpExchange answering) throws IOException {
        if (answering instanceof ReviewedExchange reviewed) {
            reviewed.finish();
        }
    }

    /** The answer to a request that was not permitted is our own. */
    private void judge(AccessAnswer answer) {
        if (permitted != null) {
            Decision decision = authorization.judge(permitted, answer);
            if (!decision.verdict().allowed()) {
                tell(permitted, Result.DENIED, decision);
                throw AccessRefused.denied(permitted, decision);
            }
        }
    }
}
