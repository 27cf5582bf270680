package org.servin.api.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HEAD;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.servin.api.internal.access.AccessChain;
import org.servin.api.internal.access.Action;
import org.servin.api.internal.access.AuditTrail;
import org.servin.api.internal.access.Authentication;
import org.servin.api.internal.access.Authorization;
import org.servin.api.internal.access.Guard;
import org.servin.api.internal.access.Targets;
import org.servin.api.internal.facts.ContainerFacts;
import org.servin.api.internal.http.Json;
import org.servin.api.internal.resource.ArchiveResource;
import org.servin.api.internal.resource.CheckpointsResource;
import org.servin.api.internal.resource.ContainerExecsResource;
import org.servin.api.internal.resource.ContainerResource;
import org.servin.api.internal.resource.ContainerStreamsResource;
import org.servin.api.internal.resource.ContainersResource;
import org.servin.api.internal.resource.EventsResource;
import org.servin.api.internal.resource.ExecResource;
import org.servin.api.internal.resource.ImagesResource;
import org.servin.api.internal.resource.NetworksResource;
import org.servin.api.internal.resource.PluginsResource;
import org.servin.api.internal.resource.RegistryResource;
import org.servin.api.internal.resource.SwarmResource;
import org.servin.api.internal.resource.SystemResource;
import org.servin.api.internal.resource.VolumesResource;
import org.servin.core.archive.Archives;
import org.servin.core.container.Commits;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Containers;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.exec.ExecView;
import org.servin.core.exec.Execs;
import org.servin.core.network.NetworkInfo;
import org.servin.core.network.Networks;
import org.servin.core.stream.Streams;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;
import org.servin.core.system.SystemView;
import org.servin.core.volume.Volumes;
import org.servin.image.Image;
import org.servin.image.Images;
import org.servin.image.StorageProvider;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AccessAnswer;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.AuditRecord;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.AuthzDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Verdict;

/** Every call of the API behind drivers that know and judge callers, with an engine that must not be touched. */
class AccessTest {
    private static final Set<String> LOOKING = Set.of("inspect", "find", "cgroupVersion");

    @TempDir
    Path folder;
    private final List<String> done = new CopyOnWriteArrayList<>();
    private final List<AccessRequest> judged = new CopyOnWriteArrayList<>();
    private final List<AuditRecord> told = new CopyOnWriteArrayList<>();
    private final AuditTrail audit = new AuditTrail();
    private Optional<Principal> known = Optional.of(new Principal("ada", Set.of("builders"), "test"));
    private Verdict verdict = Verdict.deny("nothing", "nothing may be done");
    private boolean present = true;
    private boolean judgesAnswers;
    private final List<AccessAnswer> answers = new CopyOnWriteArrayList<>();
    private ApiServer server;

    /** Knows whom the test says. */
    private final class SomeAuth implements AuthDriver {
        @Override
        public Probe probe() {
            return Probe.usable();
        }

        @Override
        public Optional<Principal> authenticate(Caller caller) {
            if (caller.header("x-wrong").isPresent()) {
                throw new ServinException(ErrorKind.UNAUTHENTICATED, "that is not right");
            }
            return known;
        }

        @Override
        public Optional<String> challenge() {
            return Optional.of("Test realm=\"servin\"");
        }
    }

    /** Says what the test says. */
    private final class SomeAuthz implements AuthzDriver {
        @Override
        public Probe probe() {
            return Probe.usable();
        }

        @Override
        public Verdict judge(AccessRequest request) {
            judged.add(request);
            return verdict;
        }

        @Override
        public boolean judgesAnswers() {
            return judgesAnswers;
        }

        @Override
        public Verdict judge(AccessRequest request, AccessAnswer answer) {
            answers.add(answer);
            return answer.status() == 200 ? Verdict.deny("answers", "that is not for you") : Verdict.allow("answers");
        }
    }

    /** The drivers. */
    public final class SomeDrivers {
        public <T> Lease<T> lease(DriverKind kind, String name, Class<T> type) {
            return leaseNow(kind, name, type).orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, kind.text() + " driver \"" + name + "\" is not available"));
        }

        public <T> Optional<Lease<T>> leaseNow(DriverKind kind, String name, Class<T> type) {
            Object driver = kind == DriverKind.AUTH ? new SomeAuth() : new SomeAuthz();
            return present ? Optional.of(new Lease<T>() {
                @Override
                public T driver() {
                    return type.cast(driver);
                }

                @Override
                public void close() { }
            }) : Optional.empty();
        }
    }

    /** A part of the engine that notes whatever it is asked to do; it has nothing that could be looked at. */
    private <T> T untouched(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(AccessTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (LOOKING.contains(method.getName())) {
                return look(method);
            }
            done.add(type.getSimpleName() + "." + method.getName());
            throw new IllegalStateException("touched: " + method);
        }));
    }

    private static Object look(Method method) {
        if (method.getReturnType() == int.class) {
            return 1;
        }
        if (method.getReturnType() == Optional.class) {
            return Optional.<Image>empty();
        }
        Set<Class<?>> things = Set.of(ContainerView.class, ExecView.class, NetworkInfo.class);
        throw ServinException.notFound("there is none" + (things.contains(method.getReturnType()) ? "" : " of these either"));
    }

    @BeforeEach
    void start() throws IOException {
        Containers containers = untouched(Containers.class);
        Images images = untouched(Images.class);
        Execs execs = untouched(Execs.class);
        Networks networks = untouched(Networks.class);
        Volumes volumes = untouched(Volumes.class);
        HostFacts host = untouched(HostFacts.class);
        Drivers drivers = Fake.of(Drivers.class, new SomeDrivers());
        ContainerFacts facts = new ContainerFacts(images, host, other -> containers.inspect(other, false));
        ImagesResource local = new ImagesResource(images, untouched(Commits.class), untouched(StorageProvider.class), facts);
        AccessChain chain = new AccessChain(new Authentication(drivers, List.of("test")), new Authorization(drivers, List.of("test")), List.of(), false);
        Guard guard = new Guard(() -> chain, audit);
        audit.add(told::add);
        server = new ApiServer(folder, guard, new Targets(containers, execs, images, networks, volumes),
                new SystemResource(untouched(EngineSettings.class), host, untouched(SystemView.class), images, null),
                new EventsResource(untouched(Events.class)), new ContainersResource(containers, images, host, facts), new ContainerResource(containers, facts),
                new ContainerExecsResource(execs), new CheckpointsResource(), new ContainerStreamsResource(containers, untouched(Streams.class)), new ExecResource(execs),
                new ArchiveResource(untouched(Archives.class)), local, new RegistryResource(images, local), new VolumesResource(volumes), new NetworksResource(networks, facts),
                new PluginsResource(untouched(Drivers.class)), new SwarmResource());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** One resource method, as a client reaches it. */
    private record Route(String method, String path, Action action) { }

    private static List<Route> routes() {
        List<Route> all = new ArrayList<>();
        for (Class<?> resource : List.of(SystemResource.class, EventsResource.class, ContainersResource.class, ContainerResource.class, ContainerExecsResource.class,
                CheckpointsResource.class, ContainerStreamsResource.class, ExecResource.class, ArchiveResource.class, ImagesResource.class, RegistryResource.class,
                VolumesResource.class, NetworksResource.class, PluginsResource.class, SwarmResource.class)) {
            String base = resource.getAnnotation(jakarta.ws.rs.Path.class).value();
            for (Method m : resource.getDeclaredMethods()) {
                httpMethod(m).ifPresent(verb -> all.add(new Route(verb, filled(base, m), m.getAnnotation(Action.class))));
            }
        }
        return all;
    }

    private static Optional<String> httpMethod(Method m) {
        return m.isAnnotationPresent(GET.class) ? Optional.of("GET") : m.isAnnotationPresent(POST.class) ? Optional.of("POST") : m.isAnnotationPresent(PUT.class)
                ? Optional.of("PUT") : m.isAnnotationPresent(DELETE.class) ? Optional.of("DELETE") : m.isAnnotationPresent(HEAD.class) ? Optional.of("HEAD") : Optional.empty();
    }

    private static String filled(String base, Method m) {
        jakarta.ws.rs.Path own = m.getAnnotation(jakarta.ws.rs.Path.class);
        String whole = (base.equals("/") ? "" : "/" + base) + (own == null ? "" : "/" + own.value());
        return whole.replace(ContainerPathForTest.ID, "some").replaceAll("\\{tree: (\\w+)[^}]*\\}", "$1").replaceAll("\\{verb: (\\w+)[^}]*\\}", "$1").replaceAll("\\{[^}]*\\}", "some");
    }

    /** The pattern of container's ids, with its own braces. */
    private static final class ContainerPathForTest {
        static final String ID = ContainerResource.class.getAnnotation(jakarta.ws.rs.Path.class).value().replace("containers/", "");
    }

    private static String body(Route route) {
        if (!route.method().equals("POST") || !route.action().byContent()) {
            return "";
        }
        return switch (route.action().value()) {
            case "container.create" -> "{\"Image\":\"some\",\"HostConfig\":{\"Privileged\":true}}";
            case "container.read" -> "{\"Resource\":\"/etc\"}";
            default -> "{}";
        };
    }

    private Client.Answer call(Route route, String... headers) throws IOException {
        // the oldest version knows calls that newer ones do not
        String version = route.path().endsWith("/copy") ? "/v1.20" : "/v1.41";
        String query = route.path().equals("/images/create") ? "?fromImage=some" : route.path().endsWith("/archive") ? "?path=/x" : "?x=1";
        String body = body(route);
        return server.client().call(route.method(), version + route.path() + query, body.isEmpty() ? null : body, body.isEmpty() ? null : "application/json", headers);
    }

    @TestFactory
    List<DynamicTest> noCallGoesOnThatIsDenied() {
        return routes().stream().map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
            done.clear();
            judged.clear();
            Client.Answer answer = call(route);
            assertEquals(403, answer.status(), answer.text());
            assertEquals(List.of(), done);
            assertEquals(1, judged.size(), judged.toString());
            assertEquals(route.action().value(), judged.get(0).action());
        })).toList();
    }

    @TestFactory
    List<DynamicTest> noCallIsMoreThanJudgedInADryRun() {
        verdict = Verdict.allow("all");
        return routes().stream().map(route -> DynamicTest.dynamicTest(route.method() + " " + route.path(), () -> {
            done.clear();
            Client.Answer answer = call(route, "Servin-Dry-Run: 1");
            assertEquals(200, answer.status(), answer.text());
            assertEquals(List.of(), done);
            if (!route.method().equals("HEAD")) {
                JsonNode report = answer.json();
                assertTrue(report.get("Allowed").asBoolean());
                assertEquals(route.action().value(), report.get("Action").asText());
                assertEquals("all", report.at("/Decisions/0/Rule").asText());
            }
        })).toList();
    }

    @Test
    void aDryRunTellsWhoSaysWhat() throws IOException {
        Client.Answer answer = server.client().call("POST", "/containers/create?name=x", "{\"Image\":\"some\",\"HostConfig\":{\"Binds\":[\"/srv/../etc:/x\"]}}", "application/json",
                "Servin-Dry-Run: yes");
        assertEquals(200, answer.status());
        JsonNode report = answer.json();
        assertFalse(report.get("Allowed").asBoolean());
        assertEquals("nothing may be done", report.at("/Decisions/0/Reason").asText());
        assertEquals("ada", report.at("/Principal/Name").asText());
        assertEquals("/etc", report.at("/Attributes/mount.source/0").asText());
        assertEquals("x", report.at("/Target/Names/0").asText());
        assertEquals(List.of(AuditRecord.Result.WOULD_DENY), told.stream().map(AuditRecord::result).toList());
    }

    @Test
    void whoIsDeniedLearnsTheActionAndTheReason() throws IOException {
        Client.Answer answer = server.client().call("DELETE", "/v1.41/containers/some", null, null);
        assertEquals(403, answer.status());
        assertEquals("nothing may be done", answer.json().get("message").asText());
        assertEquals("forbidden", answer.json().get("code").asText());
        assertEquals("container.remove", answer.json().at("/details/action").asText());
        assertEquals("nothing", answer.json().at("/details/rule").asText());
    }

    @Test
    void whoIsUnknownIsToldHowToProveIt() throws IOException {
        known = Optional.empty();
        for (String path : List.of("/_ping", "/containers/json", "/nothing/here")) {
            Client.Answer answer = server.client().get(path);
            assertEquals(401, answer.status());
            assertEquals("Test realm=\"servin\"", answer.headers().get("www-authenticate"));
            assertEquals("unauthenticated", answer.json().get("code").asText());
            assertTrue(answer.json().get("details").isObject());
        }
        assertEquals(List.of(), judged);
        assertTrue(told.stream().allMatch(t -> t.result() == AuditRecord.Result.UNAUTHENTICATED));
    }

    @Test
    void wrongCredentialsSayWhatIsWrong() throws IOException {
        Client.Answer answer = server.client().call("GET", "/_ping", null, null, "X-Wrong: 1");
        assertEquals(401, answer.status());
        assertEquals("that is not right", answer.json().get("message").asText());
    }

    @Test
    void nobodyComesInWhileADriverIsAway() throws IOException {
        present = false;
        verdict = Verdict.allow("all");
        Client.Answer answer = server.client().get("/containers/json");
        assertEquals(503, answer.status());
        assertEquals("auth driver \"test\" is not available", answer.json().get("message").asText());
        assertEquals(List.of(), done);
    }

    @Test
    void pingIsJudgedToo() throws IOException {
        assertEquals(403, server.client().get("/_ping").status());
        verdict = Verdict.allow("all");
        assertEquals(200, server.client().get("/_ping").status());
        assertEquals(List.of("system.ping", "system.ping"), judged.stream().map(AccessRequest::action).toList());
    }

    @Test
    void whatIsJudgedIsWhatTheEngineWouldDo() throws IOException {
        String twice = "{\"hostconfig\":{\"privileged\":false,\"PRIVILEGED\":true,\"Privileged\":null},\"Image\":\"some\"}";
        assertEquals(403, server.client().post("/v1.41/containers/create", twice).status());
        assertEquals(Set.of("true"), judged.get(0).attribute("privileged"));
        assertEquals(Set.of("true"), judged.get(0).document().orElseThrow().at("/HostConfig/Privileged"));
        assertEquals(403, server.client().post("/v1.17/containers/create", "{\"Privileged\":true,\"Image\":\"some\"}").status());
        assertEquals(Set.of("true"), judged.get(1).attribute("privileged"));
        assertEquals(403, server.client().post("/v1.20/containers/some/start", "{\"Binds\":[\"/:/host\"]}").status());
        assertEquals(Set.of("/"), judged.get(2).attribute("mount.source"));
    }

    @Test
    void pathsAreJudgedAsTheyAreUnderstood() throws IOException {
        for (String path : List.of("/v1.41/containers/some/kill", "/containers/some/kill", "/v1.41/%63ontainers/some/kil%6C", "/v1.30/containers/so%6De/kill")) {
            judged.clear();
            assertEquals(403, server.client().call("POST", path + "?signal=1&signal=2", null, null).status());
            assertEquals("container.kill", judged.get(0).action());
            assertEquals(List.of("some"), judged.get(0).target().names());
            assertTrue(judged.get(0).uri().endsWith("/containers/some/kill?signal=1&signal=2"), judged.get(0).uri());
        }
        for (String path : List.of("//containers/some/kill", "/v1.41/../containers/some/kill", "/v1.41//containers/some/kill", "/Containers/some/kill", "/containers/some/kill/")) {
            judged.clear();
            int status = server.client().call("POST", path, null, null).status();
            assertTrue(Set.of(301, 400, 404).contains(status), path + " " + status);
            assertEquals(List.of(), judged);
        }
        assertEquals(List.of(), done);
    }

    @Test
    void driversSeeNoSecrets() throws IOException {
        server.client().call("GET", "/info", null, null, "Authorization: Bearer x", "X-API-Key: y", "X-Registry-Auth: z", "X-Other: 1");
        assertEquals(Set.of("1"), Set.copyOf(judged.get(0).caller().headers().getOrDefault("x-other", List.of())));
        assertTrue(new TreeSet<>(judged.get(0).caller().headers().keySet()).stream().noneMatch(Set.of("authorization", "x-api-key", "x-registry-auth")::contains));
        server.client().call("POST", "/images/create?fromSrc=https%3A%2F%2Fme%3Asecret%40host%2Fx", null, null);
        assertFalse(told.get(told.size() - 1).uri().contains("secret"), told.get(told.size() - 1).uri());
    }

    @Test
    void answersAreJudgedBeforeTheyAreSent() throws IOException {
        judgesAnswers = true;
        verdict = Verdict.allow("all");
        Client.Answer answer = server.client().get("/_ping");
        assertEquals(403, answer.status());
        assertEquals("that is not for you", answer.json().get("message").asText());
        assertEquals("OK", new String(answers.get(0).body().orElseThrow(), StandardCharsets.UTF_8));
        assertEquals(List.of("1.41"), answers.get(0).headers().get("Api-Version"));
        assertEquals(List.of(AuditRecord.Result.ALLOWED, AuditRecord.Result.DENIED), told.stream().map(AuditRecord::result).toList());
    }

    @Test
    void answersThatMayBeSentAreSentAsTheyAre() throws IOException {
        judgesAnswers = true;
        verdict = Verdict.allow("all");
        Client.Answer answer = server.client().call("POST", "/v1.41/build/cancel?id=1", null, null);
        assertEquals(204, answer.status());
        Client.Answer refused = server.client().call("POST", "/v1.41/swarm/leave", null, null);
        assertEquals(503, refused.status());
        assertEquals("This node is not part of a swarm", refused.json().get("message").asText());
        assertEquals("application/json", refused.headers().get("content-type"));
    }

    @Test
    void ourOwnRefusalsAreNobodysToJudge() throws IOException {
        judgesAnswers = true;
        assertEquals(403, server.client().get("/info").status());
        assertEquals(404, server.client().get("/nothing").status());
        assertEquals(List.of(), answers);
    }
}
