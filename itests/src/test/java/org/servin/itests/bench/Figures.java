package org.servin.itests.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measured values of one engine by name, in milliseconds unless the name says otherwise. Thread-safe. */
final class Figures {
    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    /** Something that is measured. */
    interface Work<T> {
        T run() throws Exception;
    }

    <T> T timed(String name, Work<T> work) throws Exception {
        long from = System.nanoTime();
        T result = work.run();
        add(name, (System.nanoTime() - from) / 1e6);
        return result;
    }

    synchronized void add(String name, double value) {
        values.computeIfAbsent(name, n -> new ArrayList<>()).add(value);
    }

    synchronized double median(String name) {
        List<Double> sorted = new ArrayList<>(values.getOrDefault(name, List.of(Double.NaN)));
        Collections.sort(sorted);
        return sorted.get(sorted.size() / 2);
    }

    synchronized void clear() {
        values.clear();
    }
}
