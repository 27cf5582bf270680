package org.servin.api.internal.json;

/** A text is no JSON; the message is Go's. */
public final class NotJson extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean cut;

    NotJson(String message, boolean cut) {
        super(message);
        this.cut = cut;
    }

    /** Whether the text only ends too early. */
    public boolean cut() {
        return cut;
    }
}
