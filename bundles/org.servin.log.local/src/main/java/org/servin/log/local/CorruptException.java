package org.servin.log.local;

/** Bytes are not what this driver writes. Never leaves the bundle: what is corrupt is passed over. */
final class CorruptException extends Exception {
    private static final long serialVersionUID = 1L;

    CorruptException(String message) {
        super(message, null, false, false);
    }
}
