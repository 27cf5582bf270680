package org.servin.log.splunk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import org.servin.spi.log.text.JsonBytes;

/** Lines that are JSON become part of an event as they are, without the white space between their tokens, and with the escapes that Go's encoder adds. One thread. */
final class CompactJson {
    /** Go's parser goes as deep. */
    private static final int DEPTH = 10_000;
    private JsonFactory factory;

    /** Adds the text if it is one value of JSON; false, and nothing added, if it is not. */
    boolean write(byte[] text, JsonBytes out) {
        if (text.length == 0 || !isValue(text)) {
            return false;
        }
        boolean string = false;
        for (int i = 0; i < text.length; i++) {
            byte b = text[i];
            if (b == '"') {
                string = !string;
            }
            if (string && b == '\\') {
                out.raw('\\').raw((char) text[++i]);
            } else if (string || b > ' ') {
                i += put(text, i, out);
            }
        }
        return true;
    }

    /** Adds one character; how many bytes more than one it had. */
    private static int put(byte[] text, int i, JsonBytes out) {
        byte b = text[i];
        boolean separator = b == (byte) 0xE2 && text[i + 1] == (byte) 0x80 && (text[i + 2] & 0xFE) == 0xA8;
        if (separator) {
            out.raw((text[i + 2] & 1) == 0 ? "\\u2028" : "\\u2029");
            return 2;
        }
        switch (b) {
            case '<' -> out.raw("\\u003c");
            case '>' -> out.raw("\\u003e");
            case '&' -> out.raw("\\u0026");
            default -> out.raw((char) (b & 0xFF));
        }
        return 0;
    }

    private boolean isValue(byte[] text) {
        if (factory == null) {
            factory = JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEPTH).maxNumberLength(Integer.MAX_VALUE).build()).build();
        }
        try (JsonParser parser = factory.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false; // dockerd sends it as text, too
        }
    }
}
