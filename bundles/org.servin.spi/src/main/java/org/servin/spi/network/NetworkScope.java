package org.servin.spi.network;

/** How far a driver's networks reach. */
public enum NetworkScope {
    /** Each network is one host's own. */
    LOCAL("local"),
    /** Hosts that share the driver's control plane share its networks. */
    GLOBAL("global"),
    /** The same where a cluster of the engine's is the control plane. */
    SWARM("swarm");

    private final String text;

    NetworkScope(String text) {
        this.text = text;
    }

    /** As written in the API: {@code local}. */
    public String text() {
        return text;
    }
}
