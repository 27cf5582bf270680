package org.servin.spi.log.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * JSON in a growing array. Strings are escaped as Go's {@code encoding/json} does it, escape by escape, by which dockerd speaks to destinations (its json-file driver has
 * an encoder of its own, which escapes tabs otherwise); bytes that are not UTF-8 become {@code \ufffd}. One thread; the array is used again.
 */
public final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = "\\ufffd".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_ESCAPE = 6;
    private static final int KEEP = 256 * 1024;

    private byte[] out = new byte[1024];
    private int length;

    /** Forgets what was written; an array that a rare long text made large is given back. */
    public void clear() {
        length = 0;
        if (out.length > KEEP) {
            out = new byte[KEEP];
        }
    }

    /** Forgets what was written after so many bytes. */
    public void cut(int to) {
        if (to > length) {
            throw new IllegalArgumentException("only " + length + " bytes are written");
        }
        length = to;
    }

    /** Where it is written; valid until more is written. */
    public byte[] array() {
        return out;
    }

    /** How many bytes are written. */
    public int length() {
        return length;
    }

    /** A copy of what was written. */
    public byte[] toBytes() {
        return Arrays.copyOf(out, length);
    }

    /** Adds what is JSON already. */
    public JsonBytes raw(byte[] json) {
        room(json.length);
        System.arraycopy(json, 0, out, length, json.length);
        length += json.length;
        return this;
    }

    /** Adds what is JSON already, in ASCII. */
    public JsonBytes raw(String json) {
        return raw(json.getBytes(StandardCharsets.US_ASCII));
    }

    /** Adds one byte of JSON. */
    public JsonBytes raw(char ascii) {
        room(1);
        out[length++] = (byte) ascii;
        return this;
    }

    /** Adds a string with its quotes. */
    public JsonBytes string(String text) {
        return raw('"').escaped(text.getBytes(StandardCharsets.UTF_8)).raw('"');
    }

    /** Adds what stands between a string's quotes. */
    public JsonBytes escaped(byte[] text) {
        room(text.length * LONGEST_ESCAPE);
        byte[] to = out;
        int n = length;
        for (int i = 0; i < text.length;) {
            byte b = text[i];
            if (b >= ' ' && b != '"' && b != '\\' && b != '<' && b != '>' && b != '&') {
                to[n++] = b;
                i++;
            } else if (b >= 0) {
                n = escape(b, to, n);
                i++;
            } else {
                int size = Utf8.sizeAt(text, i, text.length);
                n = size == 0 ? put(REPLACEMENT, to, n) : beyondAscii(text, i, size, to, n);
                i += Math.max(1, size);
            }
        }
        length = n;
        return this;
    }

    private static int escape(byte b, byte[] to, int at) {
        int n = at;
        to[n++] = '\\';
        switch (b) {
            case '"', '\\' -> to[n++] = b;
            case '\n' -> to[n++] = 'n';
            case '\r' -> to[n++] = 'r';
            case '\t' -> to[n++] = 't';
            default -> {
                to[n++] = 'u';
                to[n++] = '0';
                to[n++] = '0';
                to[n++] = HEX[b >> 4];
                to[n++] = HEX[b & 0xF];
            }
        }
        return n;
    }

    private static int beyondAscii(byte[] text, int i, int size, byte[] to, int at) {
        int n = at;
        if (size == 3 && Utf8.isLineSeparator(text, i)) {
            n = put(REPLACEMENT, to, n);
            to[n - 4] = '2';
            to[n - 3] = '0';
            to[n - 2] = '2';
            to[n - 1] = HEX[text[i + 2] & 0xF];
            return n;
        }
        for (int k = i; k < i + size; k++) {
            to[n++] = text[k];
        }
        return n;
    }

    private static int put(byte[] bytes, byte[] to, int at) {
        System.arraycopy(bytes, 0, to, at, bytes.length);
        return at + bytes.length;
    }

    private void room(int more) {
        if (out.length - length < more) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, length + more));
        }
    }
}
