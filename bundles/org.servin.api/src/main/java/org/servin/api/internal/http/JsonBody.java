package org.servin.api.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Locale;

/** Reads request bodies: how dockerd checks them differs between its two ways of reading. */
public final class JsonBody {
    /** More than any sensible document, less than what hurts. */
    private static final int LIMIT = 16 << 20;

    private JsonBody() { }

    /** Reads what must be there; everything wrong with it is 400. */
    public static <T> T read(ApiCall call, Class<T> type) {
        checkType(call);
        byte[] body = bytes(call);
        if (isBlank(body)) {
            throw ApiException.badRequest("got EOF while reading request body");
        }
        try {
            T value = Json.MAPPER.readValue(body, type);
            return value == null ? Json.MAPPER.readValue("{}", type) : value;
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("invalid JSON: " + text(e, body));
        } catch (IOException e) {
            throw new ApiException(400, e.getMessage());
        }
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
        try {
            return Json.MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            throw new ApiException(500, text(e, body));
        } catch (IOException e) {
            throw new ApiException(400, e.getMessage());
        }
    }

    /** One part of such a document. */
    public static <T> T part(JsonNode node, Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw new ApiException(500, "json: " + firstLine(e));
        }
    }

    private static void checkType(ApiCall call) {
        String type = call.exchange().header("content-type").orElse("");
        boolean empty = call.exchange().header("content-length").filter(l -> !l.equals("0")).isEmpty() && call.exchange().header("transfer-encoding").isEmpty();
        String plain = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (type.isEmpty() ? !empty : !plain.equals("application/json")) {
            throw ApiException.badRequest(type.isEmpty() ? "malformed Content-Type header (): mime: no media type" : "Content-Type specified (" + type + ") must be 'application/json'");
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
        return e instanceof com.fasterxml.jackson.core.io.JsonEOFException ? "unexpected EOF" : goText(body, firstLine(e));
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
        try {
            return Json.MAPPER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw new ApiException(statusOfError, prefix + text(e, bytes));
        } catch (IOException e) {
            throw new ApiException(statusOfError, prefix + e.getMessage());
        }
    }
}
