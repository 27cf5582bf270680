package org.servin.auth.plugin.internal;

/** A plugin cannot be asked, or says nothing that can be understood; the message is what dockerd's client says of it. */
final class PluginFailure extends Exception {
    private static final long serialVersionUID = 1L;

    PluginFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
