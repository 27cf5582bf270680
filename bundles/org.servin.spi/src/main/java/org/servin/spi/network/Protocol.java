package org.servin.spi.network;

/** Transport protocols of published ports. */
public enum Protocol {
    TCP("tcp"),
    UDP("udp"),
    SCTP("sctp");

    private final String text;

    Protocol(String text) {
        this.text = text;
    }

    /** As written in the API: {@code tcp}. */
    public String text() {
        return text;
    }
}
