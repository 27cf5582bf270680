package org.servin.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.spi.meter.Meter;
import org.servin.spi.meter.Meter.Bucket;
import org.servin.spi.meter.Meter.Kind;
import org.servin.spi.meter.Meter.Point;

class MetricsServerTest {
    private static HttpResponse<String> get(MetricsServer server, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void showsMetersOfAllSourcesInPrometheusText() throws Exception {
        List<Meter> meters = List.of(
                Meter.single("things", Kind.COUNTER, "Things seen", 3),
                new Meter("lost_records", Kind.COUNTER, "Records lost", List.of(Point.of(1, Map.of("container", "a\"b\n")))),
                new Meter("lost_records", Kind.COUNTER, "Records lost", List.of(Point.of(2, Map.of("container", "c")))),
                new Meter("nothing", Kind.GAUGE, "Without a value", List.of()),
                new Meter("took_seconds", Kind.HISTOGRAM, "How long", List.of(new Point(Map.of("action", "x"), 1.5, List.of(new Bucket(1, 2), new Bucket(Double.POSITIVE_INFINITY, 1))))));
        try (MetricsServer server = new MetricsServer("127.0.0.1:0", () -> meters)) {
            HttpResponse<String> answer = get(server, "/metrics");
            assertEquals(200, answer.statusCode());
            assertEquals("text/plain; version=0.0.4; charset=utf-8", answer.headers().firstValue("content-type").orElseThrow());
            assertEquals("""
                    # HELP lost_records_total Records lost
                    # TYPE lost_records_total counter
                    lost_records_total{container="a\\"b\\n"} 1.0
                    lost_records_total{container="c"} 2.0
                    # HELP things_total Things seen
                    # TYPE things_total counter
                    things_total 3.0
                    # HELP took_seconds How long
                    # TYPE took_seconds histogram
                    took_seconds_bucket{action="x",le="1.0"} 2
                    took_seconds_bucket{action="x",le="+Inf"} 3
                    took_seconds_count{action="x"} 3
                    took_seconds_sum{action="x"} 1.5
                    """, answer.body());
            assertEquals(404, get(server, "/").statusCode());
        }
    }

    @Test
    void anAddressWithoutAPortIsRefused() {
        assertEquals("metrics-addr localhost has no port", assertThrows(IOException.class, () -> new MetricsServer("localhost", List::of)).getMessage());
    }
}
