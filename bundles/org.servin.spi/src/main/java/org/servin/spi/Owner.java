package org.servin.spi;

/**
 * Whom files belong to, as the host numbers users and groups.
 *
 * @param uid user, an unsigned number
 * @param gid group, an unsigned number
 */
public record Owner(int uid, int gid) {
    /** The host's root. */
    public static final Owner ROOT = new Owner(0, 0);
}
