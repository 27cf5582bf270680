package org.servin.auth.policy.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.servin.spi.auth.Verdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log what a policy would deny that only watches: once a minute for each rule. Thread-safe. */
final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final int MAX_RULES = 10_000;
    private final Map<String, Long> told = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Watch(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Whether it was told. */
    boolean tell(Verdict denied) {
        long now = nanoTime.getAsLong();
        if (told.size() > MAX_RULES) { // of many policies, one after the other
            told.clear();
        }
        boolean[] due = new boolean[1];
        told.compute(denied.rule(), (rule, last) -> {
            due[0] = last == null || now - last >= PAUSE_NANOS;
            return due[0] ? Long.valueOf(now) : last;
        });
        if (due[0]) {
            LOG.warn("would be denied if the policy were enforced: {}", denied.reason());
        }
        return due[0];
    }
}
