package org.servin.log.awslogs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Vectors are of AWS's Signature Version 4 test suite (those named) and of its documentation. */
class SignerTest {
    private static final Credentials EXAMPLE = new Credentials("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Optional.empty(), Optional.empty());
    private static final Instant NOON = Instant.parse("2015-08-30T12:36:00Z");

    private static Map<String, String> signed(String service, String method, String uri, Map<String, String> headers, String body, Credentials credentials) {
        Map<String, String> all = new HashMap<>(headers);
        URI parsed = URI.create(uri);
        all.put("Host", parsed.getHost());
        byte[] bytes = body.getBytes(UTF_8);
        return new Signer("us-east-1", service).sign(method, parsed, all, bytes, bytes.length, credentials, NOON);
    }

    private static String signature(String method, String uri, Map<String, String> headers, String body) {
        return signed("service", method, uri, headers, body, EXAMPLE).get("Authorization").replaceFirst(".*Signature=", "");
    }

    @Test
    void getVanilla() {
        assertEquals("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, "
                + "Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
                signed("service", "GET", "https://example.amazonaws.com/", Map.of(), "", EXAMPLE).get("Authorization"));
    }

    @Test
    void postVanilla() {
        assertEquals("5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", signature("POST", "https://example.amazonaws.com/", Map.of(), ""));
    }

    @Test
    void postWithBody() { // post-x-www-form-urlencoded
        assertEquals("ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
                signature("POST", "https://example.amazonaws.com/", Map.of("Content-Type", "application/x-www-form-urlencoded"), "Param1=value1"));
    }

    @Test
    void pathsAreEncoded() { // get-utf8
        assertEquals("8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85", signature("GET", "https://example.amazonaws.com/\u1234", Map.of(), ""));
    }

    @Test
    void pathsAreNormalized() { // get-relative-relative
        assertEquals(signature("GET", "https://example.amazonaws.com/", Map.of(), ""), signature("GET", "https://example.amazonaws.com/example1/example2/../..", Map.of(), ""));
    }

    @Test
    void headersAreTrimmed() { // get-header-value-trim
        assertEquals("acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
                signature("GET", "https://example.amazonaws.com/", Map.of("My-Header1", "value1", "My-Header2", " \"a   b   c\""), ""));
    }

    @Test
    void queryIsSorted() { // get-vanilla-query-order-key-case
        assertEquals("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500", signature("GET", "https://example.amazonaws.com/?Param2=value2&Param1=value1", Map.of(), ""));
    }

    @Test
    void listUsers() { // the documentation's worked example
        assertEquals("5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7", signed("iam", "GET", "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
                Map.of("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"), "", EXAMPLE).get("Authorization").replaceFirst(".*Signature=", ""));
    }

    @Test
    void sessionsAreSigned() {
        Map<String, String> added = signed("logs", "POST", "https://logs.us-east-1.amazonaws.com/", Map.of(), "{}", new Credentials("AKID", "SECRET", Optional.of("SESSION"), Optional.empty()));
        assertEquals("SESSION", added.get("X-Amz-Security-Token"));
        assertTrue(added.get("Authorization").contains("SignedHeaders=host;x-amz-date;x-amz-security-token,"));
    }

    @Test
    void secretsAreNotShown() {
        Credentials credentials = new Credentials("AKID", "SECRET", Optional.of("SESSION"), Optional.empty());
        assertFalse(credentials.toString().contains("SECRET"));
        assertEquals("x-amz-security-token:*** *** ***", credentials.hideIn("x-amz-security-token:SESSION SECRET AKID"));
    }
}
