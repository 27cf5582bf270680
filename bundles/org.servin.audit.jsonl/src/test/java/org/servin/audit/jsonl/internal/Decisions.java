package org.servin.audit.jsonl.internal;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.AuditRecord.Result;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Target;
import org.servin.spi.auth.UnixPeer;

/** Decisions for tests. */
final class Decisions {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.120Z");

    private Decisions() { }

    static AuditRecord of(String uri, String reason) {
        return of("alice", uri, new Target("container", "0123abc", List.of("web", "db/web"), Map.of("secret", "label")), reason);
    }

    static AuditRecord of(String name, String uri, Target target, String reason) {
        Caller caller = new Caller("unix", "", List.of(), Map.of("authorization", List.of("Bearer hidden"), "x-registry-auth", List.of("hidden")), Optional.of(new UnixPeer(1000, -1, 77)));
        return new AuditRecord(TIME, caller, Optional.of(new Principal(name, Set.of("staff", "docker"), "peer")), "POST", uri, "container.create", target, Result.DENIED, "policy",
                "no-privileged", reason);
    }
}
