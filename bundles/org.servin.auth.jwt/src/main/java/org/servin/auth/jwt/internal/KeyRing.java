package org.servin.auth.jwt.internal;

import java.util.List;
import java.util.Optional;

/**
 * Keys as they were read at one time. Two are the same for what was proven by them only if they are the same object.
 *
 * @param keys usable ones
 * @param unusable keys that were passed over
 */
record KeyRing(List<VerificationKey> keys, List<Unusable> unusable) {
    KeyRing {
        keys = List.copyOf(keys);
        unusable = List.copyOf(unusable);
    }

    /**
     * A key that was passed over.
     *
     * @param id its name; empty for one that has none
     * @param reason why
     */
    record Unusable(Optional<String> id, String reason) { }

    /** Keys that may have signed what says it is signed by this one: those of its name, or else those without any. Without a name all. */
    List<VerificationKey> named(Optional<String> id) {
        if (id.isEmpty()) {
            return keys;
        }
        List<VerificationKey> named = keys.stream().filter(key -> key.id().equals(id)).toList();
        return named.isEmpty() ? keys.stream().filter(key -> key.id().isEmpty()).toList() : named;
    }

    /** Why a key of that name was passed over; empty if none was. */
    Optional<String> whyNot(Optional<String> id) {
        return unusable.stream().filter(key -> id.isPresent() && key.id().equals(id)).map(Unusable::reason).findFirst();
    }

    /** For a failure: why there is no key. */
    String reasons() {
        return unusable.isEmpty() ? "there is none" : String.join("; ", unusable.stream().map(key -> key.id().map(Refusal::quoted).orElse("one") + " " + key.reason()).toList());
    }
}
