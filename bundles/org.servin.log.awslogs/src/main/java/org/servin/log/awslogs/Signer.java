package org.servin.log.awslogs;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests as AWS's "Signature Version 4 signing process" says. Of the author's own, since the AWS SDK's signer is ten jars that are no bundles, and nine of them are
 * not for signing; tested with the vectors that AWS publishes. Immutable.
 */
final class Signer {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DATE_LENGTH = 8;

    private final String region;
    private final String service;

    Signer(String region, String service) {
        this.region = region;
        this.service = service;
    }

    /**
     * The headers to add: {@code X-Amz-Date}, {@code Authorization}, and {@code X-Amz-Security-Token} if there is a session.
     *
     * @param headers those to be signed, {@code Host} among them
     */
    Map<String, String> sign(String method, URI uri, Map<String, String> headers, byte[] body, int length, Credentials credentials, Instant now) {
        String time = TIME.format(now);
        Map<String, String> added = new TreeMap<>(Map.of("X-Amz-Date", time));
        credentials.session().ifPresent(token -> added.put("X-Amz-Security-Token", token));
        SortedMap<String, String> signed = new TreeMap<>();
        headers.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), canonical(value)));
        added.forEach((name, value) -> signed.put(name.toLowerCase(Locale.ROOT), canonical(value)));
        String names = String.join(";", signed.keySet());
        String request = method + "\n" + path(uri) + "\n" + query(uri) + "\n"
                + signed.entrySet().stream().map(h -> h.getKey() + ":" + h.getValue() + "\n").collect(Collectors.joining()) + "\n" + names + "\n" + hash(body, length);
        String date = time.substring(0, DATE_LENGTH);
        String scope = date + "/" + region + "/" + service + "/aws4_request";
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hash(bytes, bytes.length);
        String signature = HexFormat.of().formatHex(hmac(key(credentials.secret(), date), toSign));
        added.put("Authorization", ALGORITHM + " Credential=" + credentials.keyId() + "/" + scope + ", SignedHeaders=" + names + ", Signature=" + signature);
        return added;
    }

    private static String canonical(String value) {
        return value.strip().replaceAll(" +", " ");
    }

    /** Encoded once more, as for all services but S3. */
    private static String path(URI uri) {
        String path = URI.create(uri.getRawPath().isEmpty() ? "/" : uri.getRawPath()).normalize().getRawPath();
        return Arrays.stream(path.split("/", -1)).map(Signer::encode).collect(Collectors.joining("/"));
    }

    private static String query(URI uri) {
        String query = uri.getRawQuery();
        return query == null ? "" : Arrays.stream(query.split("&")).map(part -> part.contains("=") ? part : part + "=").sorted().collect(Collectors.joining("&"));
    }

    private static String encode(String segment) {
        StringBuilder out = new StringBuilder();
        for (byte b : segment.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append(String.format("%%%02X", b & 0xFF));
            }
        }
        return out.toString();
    }

    private byte[] key(String secret, String date) {
        byte[] key = ("AWS4" + secret).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {date, region, service, "aws4_request"}) {
            key = hmac(key, part);
        }
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    private static String hash(byte[] bytes, int length) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(bytes, 0, length);
            return HexFormat.of().formatHex(digest.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
