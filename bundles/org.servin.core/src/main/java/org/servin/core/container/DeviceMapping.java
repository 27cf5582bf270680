package org.servin.core.container;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

/**
 * A device of the host given to a container.
 *
 * @param pathOnHost the node, or a folder of nodes
 * @param pathInContainer where it appears
 * @param cgroupPermissions of the letters r, w, m
 */
@JsonNaming(UpperCamelCaseStrategy.class)
public record DeviceMapping(String pathOnHost, String pathInContainer, String cgroupPermissions) { }
