package org.servin.linux.fs;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * File names as strings without loss. A name is any bytes but '/' and 0; most are UTF-8 and become what one expects. A byte that is not
 * UTF-8 becomes the lone surrogate U+DC00 + byte and turns back into that byte (the form Python calls surrogateescape).
 */
public final class RawNames {
    private static final char ESCAPE = '\uDC00';
    private static final char REPLACEMENT = '\uFFFD';

    private RawNames() { }

    /** The bytes of a name. */
    public static byte[] encode(String name) {
        return hasEscapes(name) ? encodeEscapes(name) : name.getBytes(StandardCharsets.UTF_8);
    }

    /** The name of these bytes. */
    public static String decode(byte[] bytes) {
        return decode(bytes, 0, bytes.length);
    }

    /** The name of some of these bytes. */
    public static String decode(byte[] bytes, int offset, int length) {
        String name = new String(bytes, offset, length, StandardCharsets.UTF_8);
        return name.indexOf(REPLACEMENT) < 0 ? name : decodeEscapes(ByteBuffer.wrap(bytes, offset, length));
    }

    private static boolean hasEscapes(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (isEscape(name, i)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEscape(String name, int i) {
        char c = name.charAt(i);
        return c >= ESCAPE + 0x80 && c <= ESCAPE + 0xff && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
    }

    private static byte[] encodeEscapes(String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(name.length() + 8);
        int start = 0;
        for (int i = 0; i < name.length(); i++) {
            if (isEscape(name, i)) {
                out.writeBytes(name.substring(start, i).getBytes(StandardCharsets.UTF_8));
                out.write(name.charAt(i) - ESCAPE);
                start = i + 1;
            }
        }
        out.writeBytes(name.substring(start).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static String decodeEscapes(ByteBuffer bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer chars = CharBuffer.allocate(bytes.remaining() + 1);
        while (bytes.hasRemaining()) {
            CoderResult result = decoder.decode(bytes, chars, true);
            if (result.isError()) {
                for (int i = 0; i < result.length(); i++) {
                    chars.put((char) (ESCAPE + Byte.toUnsignedInt(bytes.get())));
                }
                decoder.reset();
            }
        }
        return chars.flip().toString();
    }
}
