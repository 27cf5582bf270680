package org.servin.linux.netlink;

/**
 * Something of a network namespace that is no longer as it was.
 *
 * @param kind what
 * @param link index of the link concerned; 0 for none
 * @param name of that link, if the kernel told it; else empty
 */
public record NetworkLoss(Kind kind, int link, String name) {
    /** What was lost. */
    public enum Kind {
        /** A link was removed, taken off its bridge, or set down. */
        LINK,
        ADDRESS,
        ROUTE,
        /** What holds for all links together was changed, such as forwarding. */
        SETTING,
        /** The kernel had to drop messages: it may be anything. */
        ANYTHING
    }
}
