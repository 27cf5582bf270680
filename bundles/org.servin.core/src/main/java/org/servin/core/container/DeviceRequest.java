package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.List;
import java.util.Map;

/**
 * A wish for devices that a device driver is to find.
 *
 * @param driver the driver; empty for any
 * @param count how many; -1 for all
 * @param deviceIds which; null if that does not matter
 * @param capabilities what they must be able to do: one of the lists, whole; null if that does not matter
 * @param options the driver's own; may be null
 */
@JsonNaming(UpperCamelCaseStrategy.class)
public record DeviceRequest(String driver, long count, @JsonProperty("DeviceIDs") List<String> deviceIds, List<List<String>> capabilities, Map<String, String> options) {
    /** Shows an absent driver as dockerd does. */
    public DeviceRequest {
        driver = driver == null ? "" : driver;
    }
}
