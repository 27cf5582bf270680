package org.servin.log.awslogs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Reads the small objects that AWS answers with. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() { }

    /** All texts, numbers and truths in an object and those within it, by name; names in an inner one stand behind its own and a dot. */
    static Map<String, String> values(byte[] json) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("no object");
            }
            read(parser, "", values);
        }
        return values;
    }

    private static void read(JsonParser parser, String prefix, Map<String, String> values) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = prefix + parser.currentName();
            JsonToken token = parser.nextToken();
            if (token == JsonToken.START_OBJECT) {
                read(parser, name + ".", values);
            } else if (token == JsonToken.START_ARRAY) {
                parser.skipChildren();
            } else if (token != JsonToken.VALUE_NULL) {
                values.put(name, parser.getText());
            }
        }
    }

    /** One of them; empty, too, where there is no object. */
    static Optional<String> text(byte[] json, String name) {
        try {
            return Optional.ofNullable(values(json).get(name));
        } catch (IOException e) {
            return Optional.empty(); // as if it did not stand there
        }
    }

    /** Credentials as endpoints give them: {@code AccessKeyId}, {@code SecretAccessKey}, {@code Token}, {@code Expiration}; UNAVAILABLE where they are none. */
    static Credentials credentials(byte[] json) {
        try {
            Map<String, String> values = values(json);
            if (!values.getOrDefault("Code", "Success").equals("Success") || !values.containsKey("AccessKeyId") || !values.containsKey("SecretAccessKey")) {
                throw new ServinException(ErrorKind.UNAVAILABLE, "no credentials were given: " + values.getOrDefault("Code", "") + " " + values.getOrDefault("Message", ""));
            }
            return new Credentials(values.get("AccessKeyId"), values.get("SecretAccessKey"), Optional.ofNullable(values.get("Token")).filter(token -> !token.isEmpty()),
                    Optional.ofNullable(values.get("Expiration")).map(Instant::parse));
        } catch (IOException | DateTimeException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "SerializationError: failed to decode credentials"); // what could not be read may be secret
        }
    }
}
