package org.servin.itests.harness;

import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Checks AWS's signature of version 4 as the service does: from what arrived, by what the {@code Authorization} header says was signed. Shares nothing with Servin's signer.
 *
 * @param keyId the one access key that is known
 * @param secret its secret
 * @param session the session token that goes with it; empty for none
 */
public record SignatureCheck(String keyId, String secret, Optional<String> session) {
    private static final Pattern HEADER = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/([^/]+)/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})");
    private static final Duration SKEW = Duration.ofMinutes(5);

    /** What is wrong, as status and body; empty if nothing is. */
    public Optional<String> fault(HttpExchange exchange, byte[] body, String service) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        if (given == null) {
            return Optional.of(error("MissingAuthenticationTokenException", "Missing Authentication Token"));
        }
        Matcher header = HEADER.matcher(given);
        if (!header.matches() || !header.group(4).equals(service)) {
            return Optional.of(error("IncompleteSignatureException", "Authorization header is not of this service"));
        }
        if (!header.group(1).equals(keyId) || !session.equals(Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Amz-Security-Token")))) {
            return Optional.of(error("UnrecognizedClientException", "The security token included in the request is invalid."));
        }
        String time = String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Date"));
        if (!isNow(time) || !time.startsWith(header.group(2))) {
            return Optional.of(error("InvalidSignatureException", "Signature expired: " + time));
        }
        List<String> signed = List.of(header.group(5).split(";"));
        if (!signed.contains("host") || !signed.contains("x-amz-date") || session.isPresent() && !signed.contains("x-amz-security-token")) {
            return Optional.of(error("InvalidSignatureException", "'Host' or 'X-Amz-Date' must be signed"));
        }
        String canonical = canonical(exchange, signed, body);
        return signature(header, time, canonical).equals(header.group(6)) ? Optional.empty()
                : Optional.of(error("InvalidSignatureException", "The request signature we calculated does not match the signature you provided. The Canonical String for this "
                + "request should have been '" + canonical.replace("\n", "\\n").replace("\"", "\\\"") + "'"));
    }

    private static String error(String code, String message) {
        return "400 {\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}";
    }

    private static boolean isNow(String time) {
        try {
            Instant then = LocalDateTime.parse(time, DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")).toInstant(ZoneOffset.UTC);
            return Duration.between(then, Instant.now()).abs().compareTo(SKEW) < 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    private static String canonical(HttpExchange exchange, List<String> signed, byte[] body) {
        StringBuilder text = new StringBuilder(exchange.getRequestMethod()).append('\n').append(path(exchange.getRequestURI())).append("\n\n");
        for (String name : signed) {
            text.append(name).append(':').append(String.join(",", exchange.getRequestHeaders().getOrDefault(name, List.of())).trim()).append('\n');
        }
        return text.append('\n').append(String.join(";", signed)).append('\n').append(hex(sha256(body))).toString();
    }

    private static String path(URI uri) {
        return uri.getRawPath().isEmpty() ? "/" : uri.getRawPath().replace("%", "%25");
    }

    private String signature(Matcher header, String time, String canonical) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (int group = 2; group <= 4; group++) {
            key = hmac(key, header.group(group));
        }
        String scope = header.group(2) + "/" + header.group(3) + "/" + header.group(4) + "/aws4_request";
        return hex(hmac(hmac(key, "aws4_request"), "AWS4-HMAC-SHA256\n" + time + "\n" + scope + "\n" + hex(sha256(canonical.getBytes(StandardCharsets.UTF_8)))));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, mac.getAlgorithm()));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (byte b : bytes) {
            text.append(String.format("%02x", b));
        }
        return text.toString();
    }
}
