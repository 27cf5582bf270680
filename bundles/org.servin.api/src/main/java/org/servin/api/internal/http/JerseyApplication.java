package org.servin.api.internal.http;

import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.RuntimeDelegate;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ApplicationHandler;
import org.glassfish.jersey.server.ContainerRequest;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.servin.api.internal.access.Access;
import org.servin.api.internal.access.AccessRefused;
import org.servin.api.internal.access.DryRun;
import org.servin.api.internal.access.Facts;
import org.servin.api.internal.access.Guard;
import org.servin.api.internal.access.Targets;
import org.servin.core.container.ContainerView;
import org.servin.http.HttpApplication;
import org.servin.http.HttpExchange;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.auth.Target;

/** Routes requests to resource classes by Jersey; versions, standard headers, authentication and ping are done before. */
public final class JerseyApplication implements HttpApplication, AutoCloseable {
    private static final URI BASE = URI.create("http://engine/");
    /** Jersey warns of each resource that is given as an object, for no reason. Held, since loggers are collected otherwise, and forget. */
    private static final java.util.logging.Logger NOISY = java.util.logging.Logger.getLogger("org.glassfish.jersey.internal.inject.Providers");

    private final CompletableFuture<ApplicationHandler> jersey = new CompletableFuture<>();
    private final Guard guard;
    private final Map<String, String> headers = new LinkedHashMap<>();

    /**
     * Starts to set the routes up, which takes longest of all of the engine's start, on a thread of its own.
     *
     * @param guard lets callers in
     * @param targets finds what calls are about
     * @param containerFacts what policies are told of a container that is used
     * @param engineVersion shown in the header Server
     */
    public JerseyApplication(List<Object> resources, Guard guard, Targets targets, Function<ContainerView, Facts> containerFacts, String engineVersion) {
        this.guard = guard;
        headers.put("Api-Version", ApiVersion.NEWEST.toString());
        headers.put("Docker-Experimental", "false");
        headers.put("Ostype", "linux");
        headers.put("Server", "Docker/" + engineVersion + " (linux)");
        AccessFeature access = new AccessFeature(targets, containerFacts);
        Thread t = new Thread(() -> build(resources, access), "api-routes");
        t.setDaemon(true);
        t.start();
    }

    private void build(List<Object> resources, AccessFeature access) {
        try {
            NOISY.setLevel(java.util.logging.Level.SEVERE);
            // found by class loaders otherwise, which bundles do not share
            RuntimeDelegate.setInstance(new org.glassfish.jersey.server.internal.RuntimeDelegateImpl());
            ResourceConfig config = new ResourceConfig().registerInstances(Set.copyOf(resources)).register(new FailureMapper()).register(access)
                    .register(RequestParameter.binder()).register(ReferenceParameter.binder());
            for (String off : List.of(ServerProperties.WADL_FEATURE_DISABLE, ServerProperties.FEATURE_AUTO_DISCOVERY_DISABLE, ServerProperties.METAINF_SERVICES_LOOKUP_DISABLE,
                    ServerProperties.JSON_PROCESSING_FEATURE_DISABLE, ServerProperties.MOXY_JSON_FEATURE_DISABLE, ServerProperties.BV_FEATURE_DISABLE,
                    ServerProperties.RESOURCE_VALIDATION_DISABLE)) {
                config.property(off, true);
            }
            config.property(ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true);
            jersey.complete(new ApplicationHandler(config));
        } catch (RuntimeException | Error e) {
            jersey.completeExceptionally(e);
        }
    }

    /** Has Jersey, which keeps books about all applications, forget this one; waits until it is set up. */
    @Override
    public void close() {
        if (jersey.handle((handler, failure) -> failure == null).join()) {
            jersey.join().getInjectionManager().shutdown();
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        RequestUri uri = RequestUri.of(exchange.path());
        ApiVersion version = uri.version().isEmpty() ? ApiVersion.NEWEST : ApiVersion.parse(uri.version());
        headers.forEach(exchange::header);
        if (wantsSession(exchange, uri)) {
            exchange.header("Connection", "close"); // without a session, what the client has sent for it must not be the next request
        }
        Access access;
        HttpExchange answering;
        try {
            access = guard.enter(exchange);
            checkVersion(version);
            answering = access.answering(exchange, headers);
        } catch (AccessRefused e) {
            e.challenges().forEach(challenge -> exchange.header("WWW-Authenticate", challenge));
            refuse(exchange, version, Failure.of(e));
            return;
        } catch (ServinException | ApiException e) {
            refuse(exchange, version, Failure.of(e));
            return;
        }
        answer(new ApiCall(answering, uri, version, access, headers), uri);
        try {
            access.answered(answering);
        } catch (AccessRefused | ServinException e) {
            refuse(exchange, version, Failure.of(e));
        }
    }

    private static boolean wantsSession(HttpExchange exchange, RequestUri uri) {
        return exchange.method().equals("POST") && (uri.path().endsWith("/attach") || uri.path().startsWith("/exec/") && uri.path().endsWith("/start"));
    }

    private void answer(ApiCall call, RequestUri uri) throws IOException {
        HttpExchange exchange = call.exchange();
        Optional<String> elsewhere = uri.elsewhere();
        if (elsewhere.isPresent()) {
            exchange.status(301);
            exchange.header("Location", elsewhere.get() + (exchange.query().isEmpty() ? "" : "?" + exchange.query()));
            exchange.output();
        } else if (uri.path().equals("/_ping") && Set.of("GET", "HEAD").contains(exchange.method())) {
            ping(call);
        } else if (exchange.method().equals("OPTIONS")) {
            exchange.output();
        } else if (exchange.method().equals("HEAD") && !uri.path().endsWith("/archive") || uri.path().endsWith("/") && !uri.path().equals("/networks/")) {
            refuse(exchange, call.version(), new Failure(404, "page not found"));
        } else {
            route(call, uri);
        }
    }

    private static void checkVersion(ApiVersion version) {
        if (version.compareTo(ApiVersion.OLDEST) < 0) {
            throw ApiException.badRequest("client version " + version + " is too old. Minimum supported API version is " + ApiVersion.OLDEST
                    + ", please upgrade your client to a newer version");
        }
        if (version.compareTo(ApiVersion.NEWEST) > 0) {
            throw ApiException.badRequest("client version " + version + " is too new. Maximum supported API version is " + ApiVersion.NEWEST);
        }
    }

    private static void ping(ApiCall call) throws IOException {
        HttpExchange exchange = call.exchange();
        try {
            call.access().about("system.ping", Target.NONE);
            call.permit(Facts::new);
        } catch (DryRun run) {
            exchange.header("Content-Type", "application/json");
            exchange.output().write(Json.line(run.report()));
            return;
        } catch (AccessRefused | ServinException | ApiException e) {
            refuse(exchange, call.version(), Failure.of(e));
            return;
        }
        exchange.header("Cache-Control", "no-cache, no-store, must-revalidate");
        exchange.header("Pragma", "no-cache");
        exchange.header("Content-Type", "text/plain; charset=utf-8");
        if (exchange.method().equals("GET")) {
            exchange.output().write(new byte[] {'O', 'K'});
        }
    }

    private static void refuse(HttpExchange exchange, ApiVersion version, Failure f) throws IOException {
        boolean text = !version.since(24);
        exchange.status(f.status());
        exchange.header("Content-Type", text ? "text/plain; charset=utf-8" : "application/json");
        if (text) {
            exchange.header("X-Content-Type-Options", "nosniff");
        }
        exchange.output().write(text ? (f.message() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8) : FailureMapper.json(f));
    }

    private void route(ApiCall call, RequestUri uri) throws IOException {
        ApplicationHandler handler = handler();
        ContainerRequest request = new ContainerRequest(BASE, uri.below(BASE, call.exchange().method()), call.exchange().method(), NOBODY, new MapPropertiesDelegate(), handler.getConfiguration());
        request.setProperty(ApiCall.PROPERTY, call);
        AnswerWriter writer = new AnswerWriter(call);
        request.setWriter(writer);
        handler.handle(request);
        writer.check();
    }

    private ApplicationHandler handler() {
        try {
            return jersey.get();
        } catch (ExecutionException e) {
            throw ServinException.internal("the API's routes could not be set up: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "interrupted while the API starts", e);
        }
    }

    /** Who calls is judged before; Jersey wants an object. */
    private static final SecurityContext NOBODY = new SecurityContext() {
        @Override
        public java.security.Principal getUserPrincipal() {
            return null;
        }

        @Override
        public boolean isUserInRole(String role) {
            return false;
        }

        @Override
        public boolean isSecure() {
            return false;
        }

        @Override
        public String getAuthenticationScheme() {
            return null;
        }
    };
}
