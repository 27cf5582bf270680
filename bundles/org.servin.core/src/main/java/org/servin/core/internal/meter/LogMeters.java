package org.servin.core.internal.meter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.stream.LogDeliveries;
import org.servin.core.stream.LogDeliveryState;
import org.servin.spi.meter.Meter;
import org.servin.spi.meter.MeterSource;

/** What becomes of containers' output, for each container that runs or did so lately, and each of its log drivers. */
@Component
public final class LogMeters implements MeterSource {
    private final LogDeliveries deliveries;

    /** Asks this one. */
    @Activate
    public LogMeters(@Reference LogDeliveries deliveries) {
        this.deliveries = deliveries;
    }

    @Override
    public List<Meter> meters() {
        Map<String, List<LogDeliveryState>> all = deliveries.all();
        return List.of(
                meter("servin_log_delivered_records", Meter.Kind.COUNTER, "The records that log drivers took", all, LogDeliveryState::delivered),
                meter("servin_log_dropped_records", Meter.Kind.COUNTER, "The records that were dropped because a log driver was too slow", all, LogDeliveryState::dropped),
                meter("servin_log_dropped_bytes", Meter.Kind.COUNTER, "The bytes that were dropped because a log driver was too slow", all, LogDeliveryState::droppedBytes),
                meter("servin_log_refused_records", Meter.Kind.COUNTER, "The records that the destinations of log drivers refused for good", all, LogDeliveryState::refused),
                meter("servin_log_waiting_bytes", Meter.Kind.GAUGE, "The bytes of output that log drivers do not have yet", all, LogDeliveryState::waitingBytes),
                meter("servin_log_failing", Meter.Kind.GAUGE, "Whether delivery to a log driver fails", all, state -> state.trouble().isPresent() ? 1 : 0));
    }

    private static Meter meter(String name, Meter.Kind kind, String help, Map<String, List<LogDeliveryState>> all, ToDoubleFunction<LogDeliveryState> number) {
        List<Meter.Point> points = new ArrayList<>();
        all.forEach((container, states) -> states.forEach(state ->
                points.add(Meter.Point.of(number.applyAsDouble(state), Map.of("container", container, "driver", state.driver())))));
        return new Meter(name, kind, help, points);
    }
}
