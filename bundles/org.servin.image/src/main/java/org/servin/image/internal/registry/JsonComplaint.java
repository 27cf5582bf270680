package org.servin.image.internal.registry;

import java.nio.charset.StandardCharsets;
import org.servin.image.internal.manifest.Json;
import org.servin.spi.ServinException;

/** What Go's JSON decoder, whose words dockerd passes on, says of an answer that is not what it should be. */
final class JsonComplaint {
    private JsonComplaint() { }

    /** Why this is no error answer. */
    static String of(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 4096), StandardCharsets.UTF_8).stripLeading();
        if (text.isEmpty()) {
            return "unexpected end of JSON input";
        }
        char start = text.charAt(0);
        if ("{[\"-0123456789tfn".indexOf(start) < 0) {
            return "invalid character '" + start + "' looking for beginning of value";
        }
        try {
            Json.object(body, "it");
            return "no error details found in HTTP response body";
        } catch (ServinException e) {
            return e.getMessage();
        }
    }
}
