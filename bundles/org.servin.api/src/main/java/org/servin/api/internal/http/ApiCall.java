package org.servin.api.internal.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.servin.api.internal.access.Access;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.access.Proposal;
import org.servin.http.HttpExchange;
import org.servin.spi.ServinException;

/** One call of the API: the exchange with what was found out about it. */
public final class ApiCall implements Proposal.Judge {
    /** The request property that holds it. */
    static final String PROPERTY = ApiCall.class.getName();

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Pattern DATA = Pattern.compile("/(?:images/(?:load|create)|build)$");
    private static final int LONGEST_FORM = 10 << 20;

    private final HttpExchange exchange;
    private final RequestUri uri;
    private final ApiVersion version;
    private final Access access;
    private final Map<String, String> standardHeaders;
    private Query query;
    private Optional<String> reference = Optional.empty();
    private Facts known = new Facts();
    private Optional<ServinException> failure = Optional.empty();
    private boolean answered;

    ApiCall(HttpExchange exchange, RequestUri uri, ApiVersion version, Access access, Map<String, String> standardHeaders) {
        this.exchange = exchange;
        this.uri = uri;
        this.version = version;
        this.access = access;
        this.standardHeaders = standardHeaders;
    }

    /** The call that a request belongs to. */
    public static ApiCall of(ContainerRequestContext request) {
        return (ApiCall) request.getProperty(PROPERTY);
    }

    /** The exchange. */
    public HttpExchange exchange() {
        return exchange;
    }

    /** The version that the client asked for. */
    public ApiVersion version() {
        return version;
    }

    /** What its sender may do. */
    public Access access() {
        return access;
    }

    /** Has the call judged, with what is known of its content. Fails if it must not be. */
    @Override
    public void permit(Supplier<Facts> facts) {
        if (access.watched()) {
            Facts asked = facts.get();
            query().parameters().forEach((name, values) -> asked.addAll("query." + name, values));
            String text = query().text();
            access.permit(uri.canonical() + (text.isEmpty() ? "" : "?" + text), asked, known);
            failure.ifPresent(e -> {
                throw e;
            });
        }
    }

    /**
     * Adds what is known before the content is.
     *
     * @param missing why the thing that the call is about is not there: told once it was judged, since somebody else may make one meanwhile that was not
     */
    void known(Facts facts, Optional<ServinException> missing) {
        known = facts;
        failure = missing;
    }

    /** What the thing that the path names is to be called from now on, so that what is done is done to the very thing that was judged. */
    void settle(String unmistakable) {
        reference = Optional.of(unmistakable);
    }

    /** The path's name for the thing that the call is about, or what it is called since it was judged. */
    String reference(String written) {
        return reference.orElse(written);
    }

    /** The query, and before it what a form in the body says. Whatever is wrong with them is 400. */
    public Query query() {
        if (query == null) {
            String form = form();
            query = new Query(form.isEmpty() ? exchange.query() : form + "&" + exchange.query());
        }
        return query;
    }

    /** Parameters may be in the body, too, but where that is data, whose senders often leave the type as their program sets it. */
    private String form() {
        boolean form = exchange.method().equals("POST") && exchange.header("content-type").filter(t -> t.split(";", 2)[0].strip().equalsIgnoreCase(FORM)).isPresent();
        if (!form || DATA.matcher(exchange.path()).find()) {
            return "";
        }
        try {
            byte[] body = exchange.body().readNBytes(LONGEST_FORM + 1);
            if (body.length > LONGEST_FORM) {
                throw ApiException.badRequest("http: POST too large");
            }
            return new String(body, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw ApiException.badRequest("the request body ended early: " + e.getMessage());
        }
    }

    /** Whether the answer is no longer made from what the resource method returns. */
    boolean answered() {
        return answered;
    }

    /**
     * Starts an answer that is written bit by bit, status 200. Nothing is sent before the first flush: a failure until then still gets its own status.
     *
     * @param type the content type; empty for none
     */
    public OutputStream stream(String type) {
        return new OutputStream() {
            private OutputStream out;

            private OutputStream out() {
                if (out == null) {
                    answered = true;
                    exchange.status(200);
                    if (!type.isEmpty()) {
                        exchange.header("Content-Type", type);
                    }
                    out = exchange.output();
                }
                return out;
            }

            @Override
            public void write(int b) throws IOException {
                out().write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out().write(bytes, offset, length);
            }

            @Override
            public void flush() throws IOException {
                out().flush();
            }
        };
    }

    /** Takes the connection over after a success head, as the client asked for: by upgrade, or by the older plain form. */
    public void hijack(boolean withStandardHeaders, HttpExchange.Session session) {
        boolean upgrade = exchange.header("upgrade").isPresent();
        StringBuilder head = new StringBuilder(upgrade ? "HTTP/1.1 101 UPGRADED\r\n" : "HTTP/1.1 200 OK\r\n").append("Content-Type: application/vnd.docker.raw-stream\r\n");
        if (upgrade) {
            head.append("Connection: Upgrade\r\nUpgrade: tcp\r\n");
        }
        if (withStandardHeaders) {
            standardHeaders.forEach((k, v) -> head.append(k).append(": ").append(v).append("\r\n"));
        }
        take(head.append("\r\n").toString(), session);
    }

    /** Answers a failure on a connection that dockerd takes over before it looks: plain text after a bare head. */
    public void hijackFailure(RuntimeException failure) {
        Failure f = Failure.of(failure);
        String reason = switch (f.status()) {
            case 400 -> "Bad Request";
            case 404 -> "Not Found";
            case 409 -> "Conflict";
            case 503 -> "Service Unavailable";
            default -> "Internal Server Error";
        };
        take("HTTP/1.1 " + f.status() + " " + reason + "\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n" + f.message() + "\r\n", stream -> { });
    }

    /** Takes the connection over after exactly this head. */
    public void take(String head, HttpExchange.Session session) {
        answered = true;
        exchange.hijack(head.getBytes(StandardCharsets.UTF_8), session);
    }
}
