package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.servin.api.internal.http.Timestamps;
import org.servin.core.container.ContainerState;
import org.servin.core.container.Health;
import org.servin.core.container.Status;

/** {@code ContainerState}. */
public record StateDocument(
        String status,
        boolean running,
        boolean paused,
        boolean restarting,
        @JsonProperty("OOMKilled") boolean oomKilled,
        boolean dead,
        int pid,
        int exitCode,
        String error,
        String startedAt,
        String finishedAt,
        @JsonInclude(Include.NON_NULL) HealthDocument health) {
    /** A container's health. */
    public record HealthDocument(String status, int failingStreak, List<ResultDocument> log) { }

    /** One probe of it. */
    public record ResultDocument(String start, String end, int exitCode, String output) { }

    /** One state. */
    static StateDocument of(ContainerState s) {
        // a container between two starts counts as running, as in dockerd
        boolean running = s.status().isAlive() || s.status() == Status.RESTARTING;
        return new StateDocument(s.status().text(), running, s.status() == Status.PAUSED, s.status() == Status.RESTARTING, s.oomKilled(), s.status() == Status.DEAD,
                s.pid(), s.exitCode(), s.error(), s.startedAt().map(Timestamps::text).orElse(Timestamps.NEVER), s.finishedAt().map(Timestamps::text).orElse(Timestamps.NEVER),
                s.health().map(StateDocument::health).orElse(null));
    }

    private static HealthDocument health(Health h) {
        return new HealthDocument(h.status(), h.failingStreak(),
                h.log().stream().map(r -> new ResultDocument(Timestamps.text(r.start()), Timestamps.text(r.end()), r.exitCode(), r.output())).toList());
    }
}
