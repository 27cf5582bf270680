package org.servin.auth.jwt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.OptionalDouble;

/** What a token's claims must say (RFC 7519, section 4.1). */
final class ClaimRules {
    /** The year 33658: what is later is no date, and could not be counted with. */
    private static final double LATEST = 1e12;

    private final TokenRules rules;
    private final Clock clock;

    ClaimRules(TokenRules rules, Clock clock) {
        this.rules = rules;
        this.clock = clock;
    }

    /** The times between which a token is good, with what clocks may differ by. */
    record Validity(Instant from, Instant until) {
        boolean has(Instant time) {
            return !time.isBefore(from) && time.isBefore(until);
        }
    }

    /** Whether it is of the one issuer whose keys these are: to be known before any key is looked for. */
    void checkIssuer(ObjectNode claims) {
        JsonNode issuer = claims.path("iss");
        if (!issuer.isTextual()) {
            throw Refusal.of("it does not say who issued it");
        }
        if (!issuer.textValue().equals(rules.issuer())) {
            throw Refusal.of("its issuer " + Refusal.quoted(issuer.textValue()) + " is not the one that is trusted here");
        }
    }

    /** All but the issuer. */
    Validity check(ObjectNode claims) {
        checkAudience(claims.path("aud"));
        if (claims.has("cnf")) { // RFC 7800: who has only the token is not whom it is for
            throw Refusal.of("it is bound to a key that its bearer would have to prove, for which this engine does not ask");
        }
        return checkTimes(claims);
    }

    private void checkAudience(JsonNode audience) {
        boolean named = audience.isTextual() ? fits(audience) : false;
        if (audience.isArray()) {
            for (JsonNode one : audience) {
                named |= fits(one);
            }
        }
        if (!named && !rules.audiences().isEmpty()) {
            throw Refusal.of("it is for others: its audience does not name this engine");
        }
    }

    private boolean fits(JsonNode audience) {
        return audience.isTextual() && rules.audiences().contains(audience.textValue());
    }

    private Validity checkTimes(ObjectNode claims) {
        double now = clock.millis() / 1000.0;
        double skew = rules.skew().toSeconds();
        double expiry = time(claims, "exp").orElseThrow(() -> Refusal.of("it never expires"));
        double issued = time(claims, "iat").orElse(Double.NEGATIVE_INFINITY);
        double begin = time(claims, "nbf").orElse(Double.NEGATIVE_INFINITY);
        if (now >= expiry + skew) {
            throw Refusal.of("it expired at " + at(expiry));
        }
        if (begin > now + skew) {
            throw Refusal.of("it is not valid before " + at(begin));
        }
        if (issued > now + skew) {
            throw Refusal.of("it was issued in the future, at " + at(issued));
        }
        double since = Double.isFinite(issued) ? issued : Double.isFinite(begin) ? begin : now;
        if (expiry - since > rules.maxLifetime().toSeconds() + skew) {
            throw Refusal.of("it is valid for longer than " + rules.maxLifetime().toSeconds() + " s");
        }
        return new Validity(at(Math.max(Math.max(begin, issued), 0) - skew), at(expiry + skew));
    }

    private static OptionalDouble time(ObjectNode claims, String name) {
        JsonNode value = claims.get(name);
        if (value == null) {
            return OptionalDouble.empty();
        }
        if (!value.isNumber() || !(Math.abs(value.doubleValue()) < LATEST)) {
            throw Refusal.of("its claim " + name + " is not a time");
        }
        return OptionalDouble.of(value.doubleValue());
    }

    private static Instant at(double seconds) {
        return Instant.ofEpochMilli((long) (seconds * 1000));
    }
}
