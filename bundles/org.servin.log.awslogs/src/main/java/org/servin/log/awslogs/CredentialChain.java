package org.servin.log.awslogs;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** The first credentials that there are, kept until shortly before they expire, or until they are found to be worth nothing. Thread-safe; one thread asks at a time. */
final class CredentialChain {
    private static final Duration EARLY = Duration.ofMinutes(5);
    private final List<CredentialSource> sources;
    private final InstantSource clock;
    private Optional<Credentials> kept = Optional.empty();

    CredentialChain(List<CredentialSource> sources, InstantSource clock) {
        this.sources = List.copyOf(sources);
        this.clock = clock;
    }

    /** Credentials; UNAVAILABLE where there are none. Those that are about to expire are used as long as no others are given. */
    synchronized Credentials get() {
        if (kept.isEmpty() || expireWithin(EARLY)) {
            try {
                kept = Optional.of(find());
            } catch (ServinException e) {
                if (kept.isEmpty() || expireWithin(Duration.ZERO)) {
                    throw e;
                }
            }
        }
        return kept.get();
    }

    private boolean expireWithin(Duration time) {
        Instant then = clock.instant().plus(time);
        return kept.flatMap(Credentials::expires).filter(end -> !end.isAfter(then)).isPresent();
    }

    /** These are worth nothing: others are looked for next time. */
    synchronized void forget(Credentials old) {
        if (kept.filter(old::equals).isPresent()) {
            kept = Optional.empty();
        }
    }

    private Credentials find() {
        ServinException last = null;
        for (CredentialSource source : sources) {
            try {
                Optional<Credentials> found = source.find();
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (ServinException e) {
                if (e.kind() == ErrorKind.CANCELLED || sources.size() == 1) {
                    throw e;
                }
                last = e; // another source may have some
            }
        }
        String reason = last == null ? "" : " (" + last.getMessage() + ")";
        throw new ServinException(ErrorKind.UNAVAILABLE, "NoCredentialProviders: no valid providers in chain" + reason, last);
    }
}
