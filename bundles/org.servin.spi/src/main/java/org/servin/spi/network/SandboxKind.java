package org.servin.spi.network;

/** Which network namespace a container on a network gets. */
public enum SandboxKind {
    /** One of its own. */
    PRIVATE,
    /** The host's. */
    HOST
}
