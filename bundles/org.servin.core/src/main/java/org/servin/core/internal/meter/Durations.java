package org.servin.core.internal.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import org.servin.spi.meter.Meter;

/** How long something took, each time. Thread-safe. */
final class Durations {
    /** Seconds; those of Prometheus' clients. */
    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, Double.POSITIVE_INFINITY};

    private final LongAdder[] counts = new LongAdder[BOUNDS.length];
    private final DoubleAdder sum = new DoubleAdder();

    Durations() {
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    /** It took so long once. */
    void add(double seconds) {
        int bucket = 0;
        while (seconds > BOUNDS[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(seconds);
    }

    Meter.Point point(Map<String, String> labels) {
        List<Meter.Bucket> buckets = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            buckets.add(new Meter.Bucket(BOUNDS[i], counts[i].sum()));
        }
        return new Meter.Point(labels, sum.sum(), buckets);
    }
}
