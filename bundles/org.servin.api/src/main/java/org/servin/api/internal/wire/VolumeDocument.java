package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.OptionalLong;
import org.servin.api.internal.http.Timestamps;
import org.servin.core.volume.VolumeInfo;

/** {@code Volume}. */
public record VolumeDocument(
        String createdAt,
        String driver,
        Map<String, String> labels,
        String mountpoint,
        String name,
        Map<String, String> options,
        String scope,
        @JsonInclude(Include.NON_NULL) Usage usageData) {
    /** Space and users, in {@code GET /system/df} only; -1 where unknown. */
    public record Usage(int refCount, long size) { }

    /** One volume. */
    public static VolumeDocument of(VolumeInfo v) {
        return of(v, null);
    }

    /** One volume with the space it takes. */
    static VolumeDocument of(VolumeInfo v, OptionalLong size) {
        Instant created = v.created().truncatedTo(ChronoUnit.SECONDS);
        return new VolumeDocument(Timestamps.text(created), v.driver(), v.labels().orElse(null), v.mountpoint().toString(), v.name(), v.options().orElse(null), "local",
                size == null ? null : new Usage(v.users().size(), size.orElse(-1)));
    }
}
