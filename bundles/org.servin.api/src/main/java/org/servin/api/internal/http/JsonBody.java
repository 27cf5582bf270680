package org.servin.api.internal.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;

/** Reads request bodies: how dockerd checks them differs between its two ways of reading. */
public final class JsonBody {
    /** More than any sensible document, less than what hurts. */
    private static final int LIMIT = 16 << 20;
    private static final int BAD_REQUEST = 400;
    private static final int MALFORMED = 500;

    private JsonBody() { }

    /**
     * Reads what must be there; everything wrong with it is 400.
     *
     * @param goType what dockerd calls the type, for its messages
     */
    public static <T> T read(ApiCall call, Class<T> type, String goType) {
        checkType(call);
        byte[] body = bytes(call);
        if (isBlank(body)) {
            throw ApiException.badRequest("got EOF while reading request body");
        }
        return value(document(body, BAD_REQUEST), type, goType, BAD_REQUEST);
    }

    /** Reads a container's configuration; what is malformed is 500, as dockerd's decoder leaves it. */
    public static JsonNode document(ApiCall call) {
        checkType(call);
        return tree(call);
    }

    /** The same where dockerd does not look at the type. */
    public static JsonNode tree(ApiCall call) {
        byte[] body = bytes(call);
        if (isBlank(body)) {
            throw new ApiException(500, "EOF");
        }
        return document(body, MALFORMED);
    }

    private static JsonNode document(byte[] body, int statusOfError) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ApiException(statusOfError, text(e, body));
        } catch (IOException e) {
            throw ApiException.badRequest(e.getMessage());
        }
    }

    /** One part of such a document. */
    public static <T> T part(JsonNode node, Class<T> type, String goType) {
        return value(node, type, goType, MALFORMED);
    }

    private static <T> T value(JsonNode node, Class<T> type, String goType, int statusOfError) {
        try {
            return Json.MAPPER.treeToValue(node.isNull() ? Json.MAPPER.createObjectNode() : node, type);
        } catch (JsonProcessingException e) {
            throw new ApiException(statusOfError, e instanceof JsonMappingException m ? GoJson.mismatch(m, goType) : "json: " + firstLine(e));
        }
    }

    private static void checkType(ApiCall call) {
        String type = call.exchange().header("content-type").orElse("");
        boolean empty = call.exchange().header("content-length").filter(l -> !l.equals("0")).isEmpty() && call.exchange().header("transfer-encoding").isEmpty();
        String plain = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (type.isEmpty() ? !empty : !plain.equals("application/json")) {
            throw ApiException.badRequest("Content-Type specified (" + type + ") must be 'application/json'");
        }
    }

    private static byte[] bytes(ApiCall call) {
        try {
            byte[] body = call.exchange().body().readNBytes(LIMIT + 1);
            if (body.length > LIMIT) {
                throw new ApiException(413, "the request body is larger than " + LIMIT + " bytes");
            }
            return body;
        } catch (IOException e) {
            throw ApiException.badRequest("the request body ended early: " + e.getMessage());
        }
    }

    private static boolean isBlank(byte[] body) {
        for (byte b : body) {
            if (b > ' ' || b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Go's words for the commonest mistakes, ours for the rest. */
    private static String text(JsonProcessingException e, byte[] body) {
        return e instanceof JsonEOFException ? "unexpected EOF" : goText(body, firstLine(e));
    }

    private static String goText(byte[] body, String otherwise) {
        int i = 0;
        while (i < body.length && body[i] <= ' ' && body[i] >= 0) {
            i++;
        }
        if ("{[\"-0123456789tfn".indexOf(body[i]) < 0) {
            return "invalid character '" + (char) (body[i] & 0xff) + "' looking for beginning of value";
        }
        int next = i + 1;
        while (next < body.length && body[next] <= ' ' && body[next] >= 0) {
            next++;
        }
        return body[i] == '{' && next < body.length && body[next] != '"' && body[next] != '}'
                ? "invalid character '" + (char) (body[next] & 0xff) + "' looking for beginning of object key string" : otherwise;
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("malformed");
    }

    /** For filters and other JSON in the query. */
    public static JsonNode parse(String text, int statusOfError, String prefix) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        if (bytes.length > StreamReadConstraints.DEFAULT_MAX_STRING_LEN) {
            throw new ApiException(413, "the query is too large");
        }
        try (JsonParser parser = Json.MAPPER.createParser(bytes)) {
            JsonNode document = Json.MAPPER.readTree(parser);
            refuseMore(bytes, (int) parser.currentLocation().getByteOffset(), statusOfError, prefix);
            return document;
        } catch (JsonProcessingException e) {
            throw new ApiException(statusOfError, prefix + (e instanceof JsonEOFException ? "unexpected end of JSON input" : text(e, bytes)));
        } catch (IOException e) {
            throw new ApiException(statusOfError, prefix + e.getMessage());
        }
    }

    private static void refuseMore(byte[] bytes, int from, int statusOfError, String prefix) {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] > ' ' || bytes[i] < 0) {
                throw new ApiException(statusOfError, prefix + "invalid character '" + (char) (bytes[i] & 0xff) + "' after top-level value");
            }
        }
    }
}
