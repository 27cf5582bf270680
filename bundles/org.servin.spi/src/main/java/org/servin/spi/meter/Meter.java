package org.servin.spi.meter;

import java.util.List;
import java.util.Map;

/**
 * One thing that is counted or measured, in the terms of Prometheus.
 *
 * @param name {@code [a-z_]+}, with its unit last; without the ending {@code _total} of counters
 * @param help one line
 * @param points its values, with different labels
 */
public record Meter(String name, Kind kind, String help, List<Point> points) {
    /** Copies the list. */
    public Meter {
        points = List.copyOf(points);
    }

    /** What can be done with the numbers. */
    public enum Kind {
        /** Only grows, as long as the engine runs. */
        COUNTER,
        /** Goes up and down. */
        GAUGE,
        /** How often how much. */
        HISTOGRAM
    }

    /**
     * One value.
     *
     * @param labels names and values
     * @param value the number; of a histogram the sum
     * @param buckets of a histogram, how many were not above each bound, but above the one before; the last has no bound ({@code Double.POSITIVE_INFINITY}). Empty otherwise
     */
    public record Point(Map<String, String> labels, double value, List<Bucket> buckets) {
        /** Copies the collections. */
        public Point {
            labels = Map.copyOf(labels);
            buckets = List.copyOf(buckets);
        }

        /** A plain number. */
        public static Point of(double value, Map<String, String> labels) {
            return new Point(labels, value, List.of());
        }
    }

    /** How many were between the bound below and this one. */
    public record Bucket(double bound, long count) { }

    /** A counter or gauge without labels. */
    public static Meter single(String name, Kind kind, String help, double value) {
        return new Meter(name, kind, help, List.of(Point.of(value, Map.of())));
    }
}
