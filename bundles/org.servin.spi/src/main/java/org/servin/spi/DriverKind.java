package org.servin.spi;

/** The kinds of driver there are, spelled as in {@link Driver#kind()}. */
public enum DriverKind {
    STORAGE("storage"),
    NETWORK("network"),
    VOLUME("volume"),
    LOG("log"),
    AUTH("auth"),
    AUTHZ("authz"),
    RUNTIME("runtime");

    private final String text;

    DriverKind(String text) {
        this.text = text;
    }

    /** The kind as written in service properties and messages. */
    public String text() {
        return text;
    }
}
