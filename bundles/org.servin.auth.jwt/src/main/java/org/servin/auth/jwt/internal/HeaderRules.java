package org.servin.auth.jwt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What a token's header may say: which of our keys signed it and how, and nothing that would change how it is to be understood. */
final class HeaderRules {
    /** Keys, and where to find keys, chosen by whoever made the token. */
    private static final List<String> KEYS = List.of("jwk", "jku", "x5c", "x5u");
    private static final Set<String> TYPES = Set.of("jwt", "at+jwt");

    private final Set<String> algorithms;

    HeaderRules(Set<String> algorithms) {
        this.algorithms = algorithms;
    }

    /**
     * What is of use in it.
     *
     * @param algorithm an allowed one
     * @param keyId of the key; empty if it says none
     */
    record Signer(String algorithm, Optional<String> keyId) { }

    Signer check(ObjectNode header) {
        String algorithm = text(header, "alg").orElseThrow(() -> Refusal.of("its header has no alg"));
        if (algorithm.strip().equalsIgnoreCase("none")) {
            throw Refusal.of("it is not signed");
        }
        if (!algorithms.contains(algorithm)) {
            throw Refusal.of("its algorithm " + Refusal.quoted(algorithm) + " is not allowed");
        }
        if (header.has("crit") || header.has("b64")) {
            throw Refusal.of("its header has a critical extension, and none is known here");
        }
        KEYS.stream().filter(header::has).findFirst().ifPresent(name -> {
            throw Refusal.of("its header brings a key of its own (" + name + ")");
        });
        text(header, "typ").filter(type -> !TYPES.contains(plain(type))).ifPresent(type -> {
            throw Refusal.of("its type " + Refusal.quoted(type) + " is not that of a token for access");
        });
        text(header, "cty").ifPresent(type -> {
            throw Refusal.of("there is something else inside, of type " + Refusal.quoted(type));
        });
        return new Signer(algorithm, text(header, "kid"));
    }

    /** A type may be written as a media type, whose first part may be left out (RFC 7515, section 4.1.9). */
    private static String plain(String type) {
        String lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith("application/") ? lower.substring("application/".length()) : lower;
    }

    private static Optional<String> text(ObjectNode header, String name) {
        JsonNode value = header.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw Refusal.of("its header's " + name + " is not a text");
        }
        return Optional.of(value.textValue());
    }
}
