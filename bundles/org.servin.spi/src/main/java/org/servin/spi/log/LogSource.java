package org.servin.spi.log;

/** Which stream of the container a record came from; a terminal has only STDOUT. */
public enum LogSource {
    STDOUT("stdout"),
    STDERR("stderr");

    private final String text;

    LogSource(String text) {
        this.text = text;
    }

    /** As written in logs. */
    public String text() {
        return text;
    }
}
