package org.servin.api.internal.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.servin.image.RemoteImage;

/** {@code GET /distribution/{name}/json}. */
public record DistributionDocument(Descriptor descriptor, List<Platform> platforms) {
    /** The manifest or index. */
    public record Descriptor(@JsonProperty("mediaType") String mediaType, @JsonProperty("digest") String digest, @JsonProperty("size") long size) { }

    /** A platform. */
    public record Platform(
            @JsonProperty("architecture") String architecture,
            @JsonProperty("os") String os,
            @JsonProperty("os.version") @JsonInclude(Include.NON_EMPTY) String osVersion,
            @JsonProperty("os.features") @JsonInclude(Include.NON_EMPTY) List<String> osFeatures,
            @JsonProperty("variant") @JsonInclude(Include.NON_EMPTY) String variant) { }

    /** What a registry has. */
    public static DistributionDocument of(RemoteImage r) {
        List<Platform> platforms = r.platforms().stream().map(p -> new Platform(p.architecture(), p.os(), p.osVersion(), p.osFeatures(), p.variant())).toList();
        return new DistributionDocument(new Descriptor(r.mediaType(), r.digest(), r.size()), Replies.nullIfEmpty(platforms));
    }
}
