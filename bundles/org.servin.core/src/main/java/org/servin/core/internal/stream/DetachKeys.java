package org.servin.core.internal.stream;

import java.io.ByteArrayOutputStream;
import java.util.Optional;
import org.servin.spi.ServinException;

/** Looks for the keys that detach a client in what it types. One thread. */
final class DetachKeys {
    private static final String DEFAULT = "ctrl-p,ctrl-q";
    private static final String CONTROL = "@abcdefghijklmnopqrstuvwxyz[\\]^_";

    private final byte[] keys;
    private int matched;

    private DetachKeys(byte[] keys) {
        this.keys = keys;
    }

    /** Parses {@code ctrl-p,ctrl-q} and the like; empty or blank means that. INVALID_ARGUMENT in dockerd's words. */
    static DetachKeys parse(Optional<String> text) {
        String wanted = text.filter(keys -> !keys.isEmpty()).orElse(DEFAULT);
        ByteArrayOutputStream keys = new ByteArrayOutputStream();
        for (String key : wanted.split(",", -1)) {
            int code = code(key);
            if (code < 0) {
                throw ServinException.invalid("Invalid detach keys (" + wanted + ") provided");
            }
            keys.write(code);
        }
        return new DetachKeys(keys.toByteArray());
    }

    /** What is to be typed. */
    byte[] codes() {
        return keys.clone();
    }

    private static int code(String key) {
        if (key.length() == 1 && key.charAt(0) < 0x80) {
            return key.charAt(0);
        }
        if (key.equals("DEL")) {
            return 127;
        }
        return key.length() == 6 && key.startsWith("ctrl-") ? CONTROL.indexOf(key.charAt(5)) : -1;
    }

    /**
     * Passes typed bytes on, but for the keys, and for a beginning of them that may still become them.
     *
     * @return whether the keys were typed; what came after them is forgotten
     */
    boolean pass(byte[] typed, int length, ByteArrayOutputStream out) {
        for (int i = 0; i < length; i++) {
            if (typed[i] != keys[matched]) {
                out.write(keys, 0, matched);
                matched = 0;
            }
            if (typed[i] == keys[matched]) {
                if (++matched == keys.length) {
                    matched = 0;
                    return true;
                }
            } else {
                out.write(typed[i]);
            }
        }
        return false;
    }
}
