package org.servin.api.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.servin.api.internal.access.Proposal;
import org.servin.api.internal.json.Document;
import org.servin.api.internal.json.Mismatch;
import org.servin.api.internal.json.NotJson;
import org.servin.api.internal.json.JsonText;

/** Reads request bodies, as proposals that are yet to be judged: how dockerd checks them differs between its two ways of reading. */
public final class JsonBody {
    /** More than any sensible document, less than what hurts. */
    private static final int LIMIT = 16 << 20;
    private static final int BAD_REQUEST = 400;
    private static final int MALFORMED = 500;

    private static final Pattern JSON = Pattern.compile("\\s*application/json\\s*(?:;\\s*(?:[^\\s;=]+=[^;]+)?)*", Pattern.CASE_INSENSITIVE);

    private JsonBody() { }

    /**
     * Reads what must be there; everything wrong with it is 400.
     *
     * @param goType what dockerd calls the type
     */
    public static <T> Proposal<T> read(ApiCall call, Class<T> type, String goType) {
        checkType(call);
        return readAny(call, type, goType);
    }

    /** The same where dockerd does not look at the content type. */
    public static <T> Proposal<T> readAny(ApiCall call, Class<T> type, String goType) {
        byte[] body = bytes(call);
        if (isBlank(body)) {
            throw ApiException.badRequest("got EOF while reading request body");
        }
        return Proposal.of(part(fitting(body, goType, BAD_REQUEST), type));
    }

    /** Reads a container's configuration; what is malformed is 500, as dockerd's decoder leaves it. */
    public static Proposal<JsonNode> document(ApiCall call, String goType) {
        checkType(call);
        return documentOfAnyType(call, goType);
    }

    /** The same where dockerd does not look at the content type. */
    public static Proposal<JsonNode> documentOfAnyType(ApiCall call, String goType) {
        byte[] body = bytes(call);
        if (isBlank(body)) {
            throw new ApiException(MALFORMED, "EOF");
        }
        return Proposal.of(fitting(body, goType, MALFORMED));
    }

    /** The same where dockerd is content with nothing. */
    public static Proposal<Optional<JsonNode>> documentIfAny(ApiCall call, String goType) {
        checkType(call);
        byte[] body = bytes(call);
        return Proposal.of(isBlank(body) ? Optional.empty() : Optional.of(fitting(body, goType, MALFORMED)));
    }

    private static JsonNode fitting(byte[] body, String goType, int statusOfError) {
        try {
            return Document.fit(JsonText.first(body), goType);
        } catch (NotJson e) {
            throw new ApiException(statusOfError, e.cut() ? "unexpected EOF" : e.getMessage());
        } catch (Mismatch e) {
            throw new ApiException(statusOfError, e.getMessage());
        }
    }

    /** A document or a part of one as a record. It fits but for numbers that are larger than ours. */
    public static <T> T part(JsonNode node, Class<T> type) {
        try {
            return Json.MAPPER.treeToValue(node, type);
        } catch (JsonProcessingException e) {
            throw ApiException.badRequest("json: " + e.getOriginalMessage().lines().findFirst().orElse("malformed"));
        }
    }

    private static void checkType(ApiCall call) {
        String type = call.exchange().header("content-type").orElse("");
        boolean empty = call.exchange().header("content-length").filter(l -> !l.equals("0")).isEmpty() && call.exchange().header("transfer-encoding").isEmpty();
        if (type.isEmpty() ? !empty : !JSON.matcher(type).matches()) {
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

    /** For filters and other JSON in the query. */
    public static JsonNode parse(String text, int statusOfError, String prefix) {
        try {
            return JsonText.whole(text.getBytes(StandardCharsets.UTF_8));
        } catch (NotJson e) {
            throw new ApiException(statusOfError, prefix + e.getMessage());
        }
    }
}
