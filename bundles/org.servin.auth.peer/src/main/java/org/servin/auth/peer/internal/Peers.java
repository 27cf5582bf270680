package org.servin.auth.peer.internal;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.servin.linux.account.HostAccounts;
import org.servin.linux.fs.Self;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.UnixPeer;

/** Principals of peers, looked up once in a few seconds. Thread-safe; nothing is locked while a directory is asked. */
final class Peers {
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final int MOST = 256;

    private final Identities identities;
    private final Admission admission;
    private final LongSupplier nanoTime;
    /** By user and group of the process; the one that was used last is the last. */
    private final Map<Long, Known> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
            return size() > MOST;
        }
    };

    private record Known(Optional<Principal> principal, long since) { }

    Peers(Identities identities, Admission admission, LongSupplier nanoTime) {
        this.identities = identities;
        this.admission = admission;
        this.nanoTime = nanoTime;
    }

    static Peers ofHost(PeerSettings settings) {
        HostAccounts accounts = new HostAccounts();
        return new Peers(new Identities(accounts), Admission.of(settings, Self.read().euid(), accounts), System::nanoTime);
    }

    /** Who that is; empty if it is none of those that the settings name. */
    Optional<Principal> principal(UnixPeer peer) {
        long key = (long) peer.uid() << Integer.SIZE | Integer.toUnsignedLong(peer.gid());
        long now = nanoTime.getAsLong();
        synchronized (known) {
            Known fresh = known.get(key);
            if (fresh != null && now - fresh.since() < FRESH.toNanos()) {
                return fresh.principal();
            }
        }
        Optional<Principal> found = ask(peer);
        synchronized (known) {
            known.put(key, new Known(found, now));
        }
        return found;
    }

    private Optional<Principal> ask(UnixPeer peer) {
        Identity identity = identities.of(peer.uid(), peer.gid());
        return admission.admits(identity) ? Optional.of(new Principal(identity.name(), identity.groupNames(), "peer")) : Optional.empty();
    }
}
