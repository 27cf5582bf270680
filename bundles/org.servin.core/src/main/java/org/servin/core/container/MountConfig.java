package org.servin.core.container;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.UpperCamelCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.util.Map;

/**
 * {@code Mount} of the Docker API.
 *
 * @param type {@code bind}, {@code volume}, {@code tmpfs} or {@code npipe}
 * @param source a path of the host or a volume's name
 * @param target a path in the container
 * @param readOnly whether it is read-only
 * @param consistency {@code default}, {@code consistent}, {@code cached}, {@code delegated}; only of meaning elsewhere
 * @param bindOptions only for {@code bind}
 * @param volumeOptions only for {@code volume}
 * @param tmpfsOptions only for {@code tmpfs}
 */
@JsonNaming(UpperCamelCaseStrategy.class)
@JsonInclude(Include.NON_DEFAULT)
public record MountConfig(
        String type,
        String source,
        String target,
        boolean readOnly,
        String consistency,
        BindOptions bindOptions,
        VolumeOptions volumeOptions,
        TmpfsOptions tmpfsOptions) {
    /** Options of bind mounts; propagation as in mount(8). */
    @JsonNaming(UpperCamelCaseStrategy.class)
    @JsonInclude(Include.NON_DEFAULT)
    public record BindOptions(String propagation, boolean nonRecursive) { }

    /** Options of volumes. */
    @JsonNaming(UpperCamelCaseStrategy.class)
    @JsonInclude(Include.NON_DEFAULT)
    public record VolumeOptions(boolean noCopy, Map<String, String> labels, DriverConfig driverConfig) { }

    /** The driver of a volume that is made on the way. */
    @JsonNaming(UpperCamelCaseStrategy.class)
    @JsonInclude(Include.NON_DEFAULT)
    public record DriverConfig(String name, Map<String, String> options) { }

    /** Options of tmpfs: bytes, permission bits. */
    @JsonNaming(UpperCamelCaseStrategy.class)
    @JsonInclude(Include.NON_DEFAULT)
    public record TmpfsOptions(long sizeBytes, int mode) { }
}
