package org.servin.core.internal.stream;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What has to be done so that output goes to other logs than before.
 *
 * @param leave deliveries that end
 * @param come logs that have none
 * @param other deliveries to logs that have other options now
 */
record LogChange(List<LogDelivery> leave, List<LogPart> come, Map<LogDelivery, LogPart> other) {
    /** Deliveries that end already are not asked again: their logs come as if they had none. */
    static LogChange of(List<LogDelivery> present, List<LogPart> wanted) {
        List<LogDelivery> leave = new ArrayList<>();
        List<LogPart> come = new ArrayList<>(wanted);
        Map<LogDelivery, LogPart> other = new LinkedHashMap<>();
        for (LogDelivery delivery : present) {
            if (!delivery.isEnding()) {
                Optional<LogPart> again = come.stream().filter(delivery.part()::isSameLog).findFirst();
                again.ifPresentOrElse(come::remove, () -> leave.add(delivery));
                again.filter(part -> !part.equals(delivery.part())).ifPresent(part -> other.put(delivery, part));
            }
        }
        return new LogChange(leave, come, other);
    }

    /** Whether there are the same deliveries as before. */
    boolean isOfOptionsOnly() {
        return leave.isEmpty() && come.isEmpty();
    }
}
