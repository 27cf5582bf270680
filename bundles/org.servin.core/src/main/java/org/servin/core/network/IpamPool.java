package org.servin.core.network;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/** One subnet with its range, gateway and reserved addresses; null means "not given". */
@JsonNaming(UpperCamelCaseStrategy.class)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record IpamPool(String subnet, @JsonProperty("IPRange") String ipRange, String gateway, @JsonProperty("AuxiliaryAddresses") Map<String, String> auxiliaryAddresses) { }
