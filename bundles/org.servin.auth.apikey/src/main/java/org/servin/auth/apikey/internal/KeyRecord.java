package org.servin.auth.apikey.internal;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a key.
 *
 * @param id by which it is found
 * @param name of whoever has it
 * @param groups of theirs
 * @param created when it was made
 * @param expires from when on it is good no more; empty for never
 * @param used the day of its last use, by UTC; empty if it was never used
 * @param revoked when it was revoked; empty if it was not
 * @param hash of it
 */
record KeyRecord(String id, String name, Set<String> groups, Instant created, Optional<Instant> expires, Optional<LocalDate> used, Optional<Instant> revoked, KeyHash hash) {
    KeyRecord {
        Objects.requireNonNull(id, "id is null");
        Objects.requireNonNull(name, "name is null");
        groups = Set.copyOf(groups);
    }

    boolean hasExpired(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }

    /** For people: {@code active}, {@code expired} or {@code revoked}. */
    String state(Instant now) {
        return revoked.isPresent() ? "revoked" : hasExpired(now) ? "expired" : "active";
    }

    KeyRecord usedOn(LocalDate day) {
        return new KeyRecord(id, name, groups, created, expires, Optional.of(day), revoked, hash);
    }

    KeyRecord revokedAt(Instant time) {
        return new KeyRecord(id, name, groups, created, expires, used, Optional.of(time), hash);
    }
}
