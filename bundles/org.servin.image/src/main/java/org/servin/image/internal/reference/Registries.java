package org.servin.image.internal.reference;

/** The names that Docker's reference grammar itself knows; no other host is named in this code. */
public final class Registries {
    /** What a reference without a host means. */
    public static final String DEFAULT_DOMAIN = "docker.io";
    /** An older spelling of the same. */
    public static final String LEGACY_DOMAIN = "index.docker.io";
    /** Where the default registry's API is served. */
    public static final String DEFAULT_HOST = "registry-1.docker.io";
    /** What a familiar name without a slash stands below. */
    public static final String OFFICIAL_PREFIX = "library/";
    /** The tag that is meant when none is given. */
    public static final String DEFAULT_TAG = "latest";

    private Registries() { }

    /** Whether what stands before a name's first slash is a registry's host, and not a part of its path. */
    public static boolean isHost(String first) {
        return first.contains(".") || first.contains(":") || first.equals("localhost");
    }
}
