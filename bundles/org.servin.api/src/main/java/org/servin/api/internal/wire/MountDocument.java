package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.servin.core.container.MountPoint;

/** {@code MountPoint}: a mount of a container. */
public record MountDocument(
        String type,
        @JsonInclude(Include.NON_EMPTY) String name,
        String source,
        String destination,
        @JsonInclude(Include.NON_EMPTY) String driver,
        String mode,
        @JsonProperty("RW") boolean rw,
        String propagation) {
    /** All of a container's. */
    static List<MountDocument> all(List<MountPoint> mounts) {
        return mounts.stream().map(m -> new MountDocument(m.type(), m.name(), m.source(), m.destination(), m.driver(), m.mode(), m.rw(), m.propagation())).toList();
    }
}
