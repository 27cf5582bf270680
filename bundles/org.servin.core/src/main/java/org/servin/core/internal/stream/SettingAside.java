package org.servin.core.internal.stream;

import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves what deliveries have left to do out of their run's folder, so that spools and folder are not kept for them. Thread-safe. */
final class SettingAside {
    private static final Logger LOG = LoggerFactory.getLogger(SettingAside.class);

    private final RunFiles files;
    private final Supplier<List<LogDelivery>> deliveries;

    SettingAside(RunFiles files, Supplier<List<LogDelivery>> deliveries) {
        this.files = files;
        this.deliveries = deliveries;
    }

    /** What one of them has left, if it has. */
    void put(LogDelivery delivery) {
        if (!delivery.finished().isDone()) {
            delivery.checkpoint().ifPresent(c -> delivery.putAside(files.aside(c)).exceptionally(failure -> {
                LOG.warn("what is left of {} could not be put aside", delivery, failure);
                return null;
            }));
        }
    }

    /** What waits for destinations that are down. */
    void putWhatIsDown() {
        deliveries.get().stream().filter(LogDelivery::isDown).forEach(this::put);
    }

    /** What waits for logs that have been away for so long. */
    void putWhatIsAway(Duration since) {
        deliveries.get().stream().filter(delivery -> delivery.isAway(since)).forEach(this::put);
    }

    /** Everything that is left: calls of drivers that go on are called off. */
    void putAll() {
        deliveries.get().forEach(delivery -> {
            delivery.callOff();
            put(delivery);
        });
    }
}
