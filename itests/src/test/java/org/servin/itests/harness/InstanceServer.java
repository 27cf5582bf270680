package org.servin.itests.harness;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Stands in for the metadata service of EC2 instances, version 2 only: a role's keys, which the test changes, and a region. */
public final class InstanceServer implements AutoCloseable {
    private static final String ROLES = "/latest/meta-data/iam/security-credentials/";
    private static final String SESSION = "AQAEAtoken==";
    private final HttpServer server;
    private final String region;
    private volatile SignatureCheck keys;
    private volatile int given;

    /** Listens. */
    public InstanceServer(String host, int port, String region, SignatureCheck keys) throws IOException {
        this.region = region;
        this.keys = keys;
        server = HttpServer.create(new InetSocketAddress(host, port), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Gives others from now on. */
    public void keys(SignatureCheck other) {
        keys = other;
    }

    /** How often keys were given. */
    public int given() {
        return given;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String answer = answer(exchange);
            byte[] text = answer.substring(4).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private String answer(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        if (exchange.getRequestMethod().equals("PUT") && path.equals("/latest/api/token")) {
            return exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token-ttl-seconds") == null ? "400 " : "200 " + SESSION;
        }
        if (!SESSION.equals(exchange.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))) {
            return "401 ";
        }
        switch (path) {
            case ROLES:
                return "200 logger";
            case ROLES + "logger":
                given++;
                return "200 {\"Code\":\"Success\",\"Type\":\"AWS-HMAC\",\"AccessKeyId\":\"" + keys.keyId() + "\",\"SecretAccessKey\":\"" + keys.secret() + "\",\"Token\":\""
                        + keys.session().orElse("") + "\",\"Expiration\":\"" + Instant.now().plusSeconds(3600) + "\"}";
            case "/latest/dynamic/instance-identity/document":
                return "200 {\"accountId\":\"1\",\"region\":\"" + region + "\"}";
            default:
                return "404 ";
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
