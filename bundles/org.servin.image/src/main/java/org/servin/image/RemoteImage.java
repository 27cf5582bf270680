package org.servin.image;

import java.util.List;

/**
 * What a registry has under a name.
 *
 * @param mediaType of the manifest or index
 * @param digest of the manifest or index
 * @param size bytes of the manifest or index
 * @param platforms those it is for; empty where it does not say
 */
public record RemoteImage(String mediaType, String digest, long size, List<Target> platforms) {
    /** Copies the list. */
    public RemoteImage {
        platforms = List.copyOf(platforms);
    }

    /** A platform as the registry's documents have it; empty strings where they do not say. */
    public record Target(String architecture, String os, String osVersion, List<String> osFeatures, String variant) {
        /** Copies the list. */
        public Target {
            osFeatures = List.copyOf(osFeatures);
        }
    }
}
