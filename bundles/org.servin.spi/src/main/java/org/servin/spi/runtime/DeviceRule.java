package org.servin.spi.runtime;

import java.util.Objects;

/**
 * One rule of the device cgroup, in the list's order.
 *
 * @param allow or deny
 * @param type {@code 'a'} for all, {@code 'c'} or {@code 'b'}
 * @param major -1 for all
 * @param minor -1 for all
 * @param access of the letters r, w, m
 */
public record DeviceRule(boolean allow, char type, long major, long minor, String access) {
    /** Checks that nothing is null. */
    public DeviceRule {
        Objects.requireNonNull(access, "access is null");
    }
}
