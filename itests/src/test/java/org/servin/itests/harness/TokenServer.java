package org.servin.itests.harness;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A server of tokens for registries, which stands in for those that companies run (Docker's token authentication specification). Ann, whose password is
 * {@code secret}, may do all; others may pull.
 */
public final class TokenServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ANN = "Basic " + Base64.getEncoder().encodeToString("ann:secret".getBytes(StandardCharsets.UTF_8));
    private static final String REFRESH = "what-ann-keeps";
    private final HttpServer server;
    private final Certificates certificates;
    private final List<String> log = new CopyOnWriteArrayList<>();

    /** Listens, and signs by the server's key of those certificates. */
    public TokenServer(InetSocketAddress address, Certificates certificates) throws IOException {
        this.certificates = certificates;
        server = HttpServer.create(address, 0);
        server.createContext("/token", this::serve);
        server.start();
    }

    /** What was asked for: method, who asked, and the scope. */
    public List<String> log() {
        return List.copyOf(log);
    }

    /** The configuration that a registry needs to trust this. */
    public String configuration() {
        return "auth: {token: {realm: 'http://" + server.getAddress().getHostString() + ":" + server.getAddress().getPort()
                + "/token', service: tests, issuer: tests, rootcertbundle: " + certificates.file("server.crt") + "}}";
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            boolean post = exchange.getRequestMethod().equals("POST");
            String form = post ? new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8) : exchange.getRequestURI().getRawQuery();
            Map<String, List<String>> query = Stream.of(form.split("&")).map(p -> p.split("=", 2))
                    .collect(Collectors.groupingBy(p -> p[0], Collectors.mapping(p -> URLDecoder.decode(p[1], StandardCharsets.UTF_8), Collectors.toList())));
            String given = exchange.getRequestHeaders().getFirst("Authorization");
            boolean ann = post ? query.get("refresh_token").equals(List.of(REFRESH)) : ANN.equals(given);
            List<String> scopes = query.getOrDefault("scope", List.of()).stream().flatMap(s -> Stream.of(s.split(" "))).filter(s -> !s.isEmpty()).toList();
            log.add((post ? "POST " : "GET ") + (ann ? "ann " : "nobody ") + scopes);
            boolean wrong = given != null && !ann;
            byte[] answer = JSON.writeValueAsBytes(wrong ? Map.of("details", "incorrect username or password") : answer(ann, scopes, query.containsKey("offline_token")));
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(wrong ? 401 : 200, answer.length);
            exchange.getResponseBody().write(answer);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private Map<String, String> answer(boolean ann, List<String> scopes, boolean lasting) throws IOException, GeneralSecurityException {
        List<Map<String, Object>> access = new ArrayList<>();
        for (String scope : scopes) {
            String[] parts = scope.split(":");
            List<String> actions = Stream.of(parts[2].split(",")).filter(action -> ann || action.equals("pull")).toList();
            access.add(Map.of("type", parts[0], "name", parts[1], "actions", actions));
        }
        String token = signed(access);
        return lasting && ann ? Map.of("token", token, "access_token", token, "refresh_token", REFRESH) : Map.of("token", token, "access_token", token);
    }

    private String signed(List<Map<String, Object>> access) throws IOException, GeneralSecurityException {
        long now = System.currentTimeMillis() / 1000;
        Map<String, Object> head = Map.of("typ", "JWT", "alg", "RS256", "x5c", List.of(inner(certificates.file("server.crt"))));
        Map<String, Object> claims = Map.of("iss", "tests", "sub", "", "aud", "tests", "exp", now + 300, "nbf", now - 60, "iat", now, "jti", UUID.randomUUID().toString(), "access", access);
        String text = encoded(JSON.writeValueAsBytes(head)) + "." + encoded(JSON.writeValueAsBytes(claims));
        PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(inner(certificates.file("server.key")))));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(text.getBytes(StandardCharsets.US_ASCII));
        return text + "." + encoded(signature.sign());
    }

    /** What is inside a PEM file, in one line. */
    private static String inner(Path pem) throws IOException {
        return Files.readString(pem).replaceAll("-----[A-Z ]+-----|\\s", "");
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
