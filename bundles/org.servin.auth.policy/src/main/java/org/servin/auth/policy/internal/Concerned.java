package org.servin.auth.policy.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Principal;

/**
 * Remembers which rules of one policy concern whom, so that those of all others are not gone through for each request. Thread-safe; bounded.
 *
 * @param <T> what is remembered
 */
final class Concerned<T> {
    static final int CAPACITY = 1024;
    private static final int LONGEST = 4096;
    private final Map<Key, T> known = new ConcurrentHashMap<>();

    /** All that decides whether a rule concerns a request, see {@link Rule#concerns}. A record's own methods would cost more than all the rest of it. */
    private record Key(Principal principal, String action, String method) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && action.equals(key.action) && method.equals(key.method) && (principal == key.principal || principal.equals(key.principal));
        }

        @Override
        public int hashCode() {
            return action.hashCode() * 31 + principal.name().hashCode();
        }
    }

    /** What is remembered of such requests, or else is found. */
    T of(AccessRequest request, Function<AccessRequest, T> find) {
        Key key = new Key(request.principal(), request.action(), request.method());
        T found = known.get(key);
        if (found != null) {
            return found;
        }
        T made = find.apply(request);
        if (length(request.principal()) + request.action().length() + request.method().length() <= LONGEST) {
            if (known.size() >= CAPACITY) {
                known.clear(); // callers that come once each are not worth more
            }
            known.put(key, made);
        }
        return made;
    }

    private static int length(Principal principal) {
        return principal.name().length() + principal.groups().stream().mapToInt(String::length).sum();
    }

    int size() {
        return known.size();
    }
}
