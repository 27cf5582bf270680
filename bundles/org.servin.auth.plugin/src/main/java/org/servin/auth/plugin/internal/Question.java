package org.servin.auth.plugin.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.servin.spi.auth.AccessAnswer;
import org.servin.spi.auth.AccessRequest;

/**
 * What plugins are asked, with dockerd's members in its order. The content is the document that the engine acts on, whole, and never what the client wrote; its headers say so.
 * As by dockerd, the document of a login is not shown, nor are headers with credentials.
 *
 * @param request what somebody wants
 * @param content the request's document; empty without one, and for logins
 */
record Question(AccessRequest request, Optional<byte[]> content) {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Base64.Encoder PEM = Base64.getMimeEncoder(64, new byte[] {'\n'});
    private static final Pattern LOGIN = Pattern.compile("(/v[0-9]+\\.[0-9]+)?/auth(\\?.*)?");
    /** Credentials, and what Go's server takes out of the headers. */
    private static final Set<String> HIDDEN = Set.of("authorization", "x-registry-config", "x-registry-auth", "host", "transfer-encoding", "trailer");
    private static final String TYPE = "Content-Type";
    private static final String DOCUMENT = "application/json";

    static Question of(AccessRequest request) {
        return new Question(request, isLogin(request) ? Optional.empty() : request.document().map(AccessRequest.Document::utf8));
    }

    private static boolean isLogin(AccessRequest request) {
        return LOGIN.matcher(request.uri()).matches();
    }

    /** Bytes of the request's content. */
    int size() {
        return content.map(bytes -> bytes.length).orElse(0);
    }

    /** About the request. */
    byte[] json() {
        return json(json -> { });
    }

    /** About its answer. */
    byte[] json(AccessAnswer answer) {
        Map<String, String> headers = headers(answer.headers());
        boolean shown = !isLogin(request) && headers.getOrDefault(TYPE, "").split(";", 2)[0].strip().equalsIgnoreCase(DOCUMENT);
        return json(json -> {
            json.writeNumberField("ResponseStatusCode", answer.status());
            if (shown && answer.body().isPresent() && answer.body().get().length > 0) {
                json.writeBinaryField("ResponseBody", answer.body().get());
            }
            write(json, "ResponseHeaders", headers);
        });
    }

    private interface More {
        void write(JsonGenerator json) throws IOException;
    }

    private byte[] json(More more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024 + size() * 4 / 3);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            user(json);
            text(json, "RequestMethod", request.method());
            text(json, "RequestUri", request.uri());
            if (size() > 0) {
                json.writeBinaryField("RequestBody", content.get());
            }
            write(json, "RequestHeaders", requestHeaders());
            certificates(json);
            more.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Dockerd knows no users but those of TLS, and has nobody where it knows nobody. */
    private void user(JsonGenerator json) throws IOException {
        String method = request.principal().method();
        if (!method.equals("none") && !method.equals("unix")) {
            text(json, "User", request.principal().name());
            text(json, "UserAuthNMethod", method.equals("tls") ? "TLS" : method);
        }
    }

    private static void text(JsonGenerator json, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            json.writeStringField(name, wellFormed(value));
        }
    }

    private Map<String, String> requestHeaders() {
        Map<String, String> headers = headers(request.caller().headers());
        if (size() > 0) {
            headers.put(TYPE, DOCUMENT);
            headers.put("Content-Length", Integer.toString(size()));
        }
        return headers;
    }

    private static void write(JsonGenerator json, String name, Map<String, String> headers) throws IOException {
        if (headers.isEmpty()) {
            return;
        }
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            json.writeStringField(header.getKey(), wellFormed(header.getValue()));
        }
        json.writeEndObject();
    }

    private void certificates(JsonGenerator json) throws IOException {
        List<X509Certificate> chain = request.caller().certificates();
        if (chain.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("RequestPeerCertificates");
        for (X509Certificate certificate : chain) {
            json.writeBinary(pem(certificate));
        }
        json.writeEndArray();
    }

    private static byte[] pem(X509Certificate certificate) throws IOException {
        try {
            return ("-----BEGIN CERTIFICATE-----\n" + PEM.encodeToString(certificate.getEncoded()) + "\n-----END CERTIFICATE-----\n").getBytes(StandardCharsets.US_ASCII);
        } catch (CertificateEncodingException e) {
            throw new IOException("a certificate cannot be written: " + e.getMessage(), e);
        }
    }

    /** By Go's names for them, each with its last value. */
    private static Map<String, String> headers(Map<String, List<String>> all) {
        Map<String, String> shown = new TreeMap<>();
        all.forEach((name, values) -> {
            if (!values.isEmpty() && !HIDDEN.contains(name.toLowerCase(Locale.ROOT))) {
                shown.put(canonical(name), values.get(values.size() - 1));
            }
        });
        return shown;
    }

    /** {@code content-type} is {@code Content-Type}; what is no token stays as it is. */
    private static String canonical(String name) {
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            return name;
        }
        StringBuilder out = new StringBuilder(name.length());
        boolean upper = true;
        for (char c : name.toCharArray()) {
            out.append(upper ? Character.toUpperCase(c) : Character.toLowerCase(c));
            upper = c == '-';
        }
        return out.toString();
    }

    /** What is no character would be no JSON. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
