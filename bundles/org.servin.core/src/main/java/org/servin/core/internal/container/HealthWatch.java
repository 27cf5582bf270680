package org.servin.core.internal.container;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.core.container.Health;
import org.servin.core.container.HealthCheckConfig;
import org.servin.core.container.Status;

/** Probes one run of a container again and again, and judges the results by dockerd's rules. */
final class HealthWatch {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int RETRIES = 3;
    private static final int KEPT = 5;
    static final String STARTING = "starting";
    private static final String HEALTHY = "healthy";
    private static final String UNHEALTHY = "unhealthy";
    private final Seams seams;
    private final HealthProbe probe;
    private final Container container;
    private final Run run;
    private final HealthCheckConfig check;
    private EngineTime.Timer next;
    private Probing probing = new Probing();
    private boolean ended;

    HealthWatch(Seams seams, HealthProbe probe, Container container, Run run, HealthCheckConfig check) {
        this.seams = seams;
        this.probe = probe;
        this.container = container;
        this.run = run;
        this.check = check;
    }

    void begin() {
        schedule();
    }

    /** Nothing of a probe runs on when this returns, nor comes later. */
    void end() {
        stop().end();
    }

    private synchronized Probing stop() {
        ended = true;
        container.health().ifPresent(h -> container.health(new Health(UNHEALTHY, h.failingStreak(), h.log())));
        if (next != null) {
            next.cancel();
        }
        return probing;
    }

    private synchronized void schedule() {
        if (!ended) {
            next = seams.time().after(or(check.interval(), INTERVAL), this::look);
        }
    }

    private static Duration or(long nanos, Duration usual) {
        return nanos > 0 ? Duration.ofNanos(nanos) : usual;
    }

    private void look() {
        Optional<Probing> now = begin(container.status());
        now.ifPresent(p -> judge(probe.run(container, run, check, or(check.timeout(), TIMEOUT), p)));
        schedule();
    }

    private synchronized Optional<Probing> begin(Status status) {
        if (ended || status != Status.RUNNING) {
            return Optional.empty();
        }
        probing = new Probing();
        return Optional.of(probing);
    }

    private void judge(Health.Result result) {
        String before;
        String after;
        synchronized (this) {
            Health health = container.health().orElse(null);
            if (ended || health == null || run.task().exit().toCompletableFuture().isDone()) { // what ends with its container says nothing of it
                return;
            }
            before = health.status();
            Health judged = judged(health, result);
            after = judged.status();
            container.health(judged);
        }
        if (!before.equals(after)) {
            seams.table().note(container, r -> r);
            seams.table().events().publish(container.record(), "health_status: " + after);
        }
    }

    private Health judged(Health health, Health.Result result) {
        List<Health.Result> log = new ArrayList<>(health.log());
        if (log.size() == KEPT) {
            log.remove(0);
        }
        log.add(result);
        if (result.exitCode() == 0) {
            return new Health(HEALTHY, 0, log);
        }
        if (health.status().equals(STARTING) && startsUp(result.start())) {
            return new Health(STARTING, health.failingStreak(), log);
        }
        int streak = health.failingStreak() + 1;
        return new Health(streak >= (check.retries() > 0 ? check.retries() : RETRIES) ? UNHEALTHY : health.status(), streak, log);
    }

    private boolean startsUp(Instant at) {
        long started = container.record().state().startedAt();
        long now = at.getEpochSecond() * 1_000_000_000L + at.getNano();
        return now - started < check.startPeriod();
    }
}
