package org.servin.api.internal.access;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.spi.auth.AccessRequest;

/** A request that must not go on: nobody knows who sends it, or they may not do what it says. */
public final class AccessRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int TOO_MANY = 429;

    private final int status;
    private final String code;
    private final transient Map<String, Object> details;
    private final transient List<String> challenges;

    private AccessRefused(int status, String code, String message, Map<String, Object> details, List<String> challenges) {
        super(message);
        this.status = status;
        this.code = code;
        this.details = details;
        this.challenges = challenges;
    }

    /** The caller has not proven who it is; {@code challenges} tell how it might. */
    static AccessRefused unauthenticated(String message, List<String> challenges) {
        return new AccessRefused(UNAUTHENTICATED, "unauthenticated", message, Map.of(), challenges);
    }

    /** A known caller must not do this. */
    static AccessRefused denied(AccessRequest request, Decision decision) {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("action", request.action());
        details.put("principal", request.principal().name());
        details.put("driver", decision.driver());
        details.put("rule", decision.verdict().rule());
        return new AccessRefused(FORBIDDEN, "forbidden", decision.refusal(request.action()), details, List.of());
    }

    /** Too many refused callers wait already. */
    static AccessRefused tooMany() {
        return new AccessRefused(TOO_MANY, "too_many_failures", "too many requests without a valid identity come from this address", Map.of(), List.of());
    }

    /** HTTP status. */
    public int status() {
        return status;
    }

    /** The kind of refusal, for programs. */
    public String code() {
        return code;
    }

    /** More, for programs; never a secret. */
    public Map<String, Object> details() {
        return details;
    }

    /** Values of {@code WWW-Authenticate}. */
    public List<String> challenges() {
        return challenges;
    }
}
