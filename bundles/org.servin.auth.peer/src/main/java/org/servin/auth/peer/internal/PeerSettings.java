package org.servin.auth.peer.internal;

/** The keys of the configuration {@code org.servin} that concern callers at unix sockets. */
public @interface PeerSettings {
    /**
     * Whom the driver knows, beside the members of {@link #peer$_$groups}: users by name or number, or {@code *} for everybody who gets a connection. With neither setting:
     * root, the engine's own user, and the members of {@link #group}, which are those to whom the socket's file is open. Once one of the two is set, only what they say counts.
     */
    String[] peer$_$users() default {};

    /** Groups by name or number, whose members the driver knows. */
    String[] peer$_$groups() default {};

    /** Who may use the unix sockets beside root, by group name: dockerd's key. */
    String group() default "docker";
}
