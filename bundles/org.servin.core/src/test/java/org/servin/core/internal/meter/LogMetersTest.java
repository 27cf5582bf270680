package org.servin.core.internal.meter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.servin.core.stream.LogDeliveryState;
import org.servin.spi.meter.Meter;

class LogMetersTest {
    @Test
    void eachDriverOfEachContainerHasItsNumbers() {
        LogDeliveryState good = new LogDeliveryState("json-file", 7, 0, 0, 0, 0, Optional.empty());
        LogDeliveryState bad = new LogDeliveryState("syslog", 1, 2, 3, 4, 5, Optional.of(new LogDeliveryState.Trouble("down", Instant.EPOCH)));
        List<Meter> meters = new LogMeters(() -> Map.of("c1", List.of(good, bad))).meters();
        assertEquals(List.of("servin_log_delivered_records [7.0, 1.0]", "servin_log_dropped_records [0.0, 2.0]", "servin_log_dropped_bytes [0.0, 3.0]",
                "servin_log_refused_records [0.0, 4.0]", "servin_log_waiting_bytes [0.0, 5.0]", "servin_log_failing [0.0, 1.0]"),
                meters.stream().map(meter -> meter.name() + " " + meter.points().stream().map(Meter.Point::value).toList()).toList());
        assertEquals(Map.of("container", "c1", "driver", "syslog"), meters.get(0).points().get(1).labels());
    }
}
