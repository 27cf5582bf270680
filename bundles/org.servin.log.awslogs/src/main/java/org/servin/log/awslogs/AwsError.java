package org.servin.log.awslogs;

import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.log.http.Answer;

/**
 * A refusal in the form of AWS's JSON protocol: {@code {"__type":"InvalidSequenceTokenException","message":"…","expectedSequenceToken":"…"}}.
 *
 * @param code what it is called, without its namespace
 * @param message what it says
 * @param expectedToken the sequence token that would have been right, for errors that tell
 */
record AwsError(String code, String message, Optional<String> expectedToken) {
    private static final Set<String> WORTHLESS = Set.of("ExpiredTokenException", "ExpiredToken", "UnrecognizedClientException", "InvalidClientTokenId", "InvalidSignatureException");

    /** What an answer other than 200 says; where a server does not speak this protocol, its status. */
    static AwsError of(Answer answer) {
        try {
            Map<String, String> values = Json.values(answer.body());
            String type = values.getOrDefault("__type", "UnknownError");
            String message = values.getOrDefault("message", values.getOrDefault("Message", ""));
            return new AwsError(type.substring(type.indexOf('#') + 1).replaceFirst(":.*", ""), message, token(values.get("expectedSequenceToken"), message));
        } catch (IOException e) {
            return new AwsError("SerializationError", "failed to unmarshal response error, status code: " + answer.status(), Optional.empty());
        }
    }

    /** Old versions of the service tell it at the end of the message only. "null" is for a stream without events. */
    private static Optional<String> token(String field, String message) {
        String text = field != null ? field : message.substring(message.lastIndexOf(' ') + 1);
        return Optional.of(text).filter(token -> !token.isEmpty() && !token.equals("null"));
    }

    boolean is(String other) {
        return code.equals(other);
    }

    /** Whether other credentials would help. */
    boolean isOfCredentials() {
        return WORTHLESS.contains(code);
    }

    /** Whether it is about the events of a request, and not about where they are to go, which others can put right. */
    boolean isOfEvents() {
        String text = message.toLowerCase(Locale.ROOT);
        return is("InvalidParameterException") && (text.contains("logevent") || text.contains("log event") || text.contains("upload too large"));
    }

    /** As dockerd shows it. */
    String text() {
        return code + ": " + message;
    }
}
