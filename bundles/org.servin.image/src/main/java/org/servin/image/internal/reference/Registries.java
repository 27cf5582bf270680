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

    /** The host to connect to for a reference's domain. */
    public static String host(String domain) {
        return domain.equals(DEFAULT_DOMAIN) ? DEFAULT_HOST : domain;
    }
}
