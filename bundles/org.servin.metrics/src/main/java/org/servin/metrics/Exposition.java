package org.servin.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.spi.meter.Meter;

/** Meters in the text format of Prometheus, version 0.0.4. */
final class Exposition {
    /** The type of the text. */
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private Exposition() { }

    /** The text. Meters of one name, which must be of one kind, are put together; those without a value are left out. */
    static byte[] text(List<Meter> meters) throws IOException {
        Map<String, Meter> byName = new LinkedHashMap<>();
        meters.forEach(meter -> byName.merge(meter.name(), meter, Exposition::joined));
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        byName.values().stream().filter(meter -> !meter.points().isEmpty()).map(Exposition::snapshot).forEach(all::metricSnapshot);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(text, all.build());
        return text.toByteArray();
    }

    private static Meter joined(Meter one, Meter other) {
        List<Meter.Point> points = new ArrayList<>(one.points());
        points.addAll(other.points());
        return new Meter(one.name(), one.kind(), one.help(), points);
    }

    private static MetricSnapshot snapshot(Meter meter) {
        MetricMetadata about = new MetricMetadata(meter.name(), meter.help());
        List<Meter.Point> points = meter.points();
        return switch (meter.kind()) {
            case COUNTER -> new CounterSnapshot(about, points.stream().map(p -> new CounterSnapshot.CounterDataPointSnapshot(p.value(), labels(p), null, 0)).toList());
            case GAUGE -> new GaugeSnapshot(about, points.stream().map(p -> new GaugeSnapshot.GaugeDataPointSnapshot(p.value(), labels(p), null)).toList());
            case HISTOGRAM -> new HistogramSnapshot(about,
                    points.stream().map(p -> new HistogramSnapshot.HistogramDataPointSnapshot(buckets(p), p.value(), labels(p), null, 0)).toList());
        };
    }

    private static Labels labels(Meter.Point point) {
        Labels.Builder labels = Labels.builder();
        point.labels().forEach(labels::label);
        return labels.build();
    }

    private static ClassicHistogramBuckets buckets(Meter.Point point) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        point.buckets().forEach(bucket -> buckets.bucket(bucket.bound(), bucket.count()));
        return buckets.build();
    }
}
