package org.servin.core.volume;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A volume at one moment.
 *
 * @param name its name
 * @param driver its driver's name
 * @param mountpoint where its data is on the host
 * @param created when
 * @param labels labels as given; empty optional if none were given
 * @param options the driver's options; empty optional if none were given
 * @param users full ids of containers that refer to it
 */
public record VolumeInfo(
        String name, String driver, Path mountpoint, Instant created, Optional<Map<String, String>> labels, Optional<Map<String, String>> options, java.util.Set<String> users) { }
