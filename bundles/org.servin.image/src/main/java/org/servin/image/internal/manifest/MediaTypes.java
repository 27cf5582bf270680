package org.servin.image.internal.manifest;

import java.util.List;
import java.util.Set;

/** The media types of what registries and archives hold. */
public final class MediaTypes {
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    public static final String DOCKER_INDEX = "application/vnd.docker.distribution.manifest.list.v2+json";
    public static final String DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json";
    public static final String PLUGIN_CONFIG = "application/vnd.docker.plugin.v1+json";
    public static final String DOCKER_LAYER_GZIP = "application/vnd.docker.image.rootfs.diff.tar.gzip";
    public static final String DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar";
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    public static final String OCI_LAYER_GZIP = OCI_LAYER + "+gzip";
    public static final String OCI_LAYER_ZSTD = OCI_LAYER + "+zstd";

    /** What is asked for at a registry, best first. */
    public static final List<String> ACCEPTED = List.of(OCI_INDEX, DOCKER_INDEX, OCI_MANIFEST, DOCKER_MANIFEST);
    private static final Set<String> CONFIGS = Set.of(DOCKER_CONFIG, OCI_CONFIG, "application/octet-stream", "text/html", "");

    private MediaTypes() { }

    /** Whether it is an index of manifests. */
    public static boolean isIndex(String type) {
        return type.equals(OCI_INDEX) || type.equals(DOCKER_INDEX);
    }

    /** Whether it is the long abandoned first format, whose digests cannot be checked. */
    public static boolean isSchema1(String type) {
        return type.startsWith("application/vnd.docker.distribution.manifest.v1+");
    }

    /** Whether it can be an image's configuration; old registries mislabelled some. */
    public static boolean isConfig(String type) {
        return CONFIGS.contains(type);
    }
}
