package org.servin.api.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.api.internal.resource.ContainerResource;
import org.servin.api.internal.resource.ContainersResource;
import org.servin.api.internal.resource.ImagesResource;
import org.servin.api.internal.resource.SwarmResource;
import org.servin.api.internal.resource.VolumesResource;
import org.servin.core.container.Containers;
import org.servin.core.container.ContainerView;
import org.servin.core.container.Created;
import org.servin.core.container.CreateRequest;
import org.servin.core.container.ListQuery;
import org.servin.core.system.HostFacts;
import org.servin.core.volume.VolumeInfo;
import org.servin.core.volume.Volumes;
import org.servin.image.Image;
import org.servin.image.Images;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class ApiBasicsTest {
    @TempDir
    Path folder;
    private final List<String> asked = new ArrayList<>();
    private final List<CreateRequest> created = new ArrayList<>();
    private ApiServer server;
    private Client client;

    /** What the tests need of the containers. */
    public final class SomeContainers {
        public void start(String ref) {
            throw new ServinException(ErrorKind.NOT_MODIFIED, "running");
        }

        public void stop(String ref, OptionalInt seconds) {
            asked.add("stop " + ref + " " + seconds);
        }

        public ContainerView inspect(String ref, boolean size) {
            throw ServinException.notFound("No such container: " + ref);
        }

        public List<ContainerView> list(ListQuery query) {
            asked.add(query.toString());
            query.filters().allow(java.util.Set.of("label"));
            return List.of();
        }

        public Created create(CreateRequest request) {
            created.add(request);
            return new Created("ab", List.of());
        }

        public void resize(String ref, int rows, int columns) {
            asked.add("resize " + rows + "x" + columns);
        }
    }

    /** What the tests need of the images. */
    public final class SomeImages {
        public Image get(String ref) {
            asked.add("image " + ref);
            throw ServinException.notFound("No such image: " + ref);
        }
    }

    /** What the tests need of the host. */
    public final class SomeHost {
        public int cgroupVersion() {
            return 1;
        }
    }

    /** What the tests need of the volumes. */
    public final class SomeVolumes {
        public VolumeInfo create(String name, String driver, Optional<Map<String, String>> options, Optional<Map<String, String>> labels) {
            throw new IllegalStateException("a \"fault\"");
        }
    }

    @BeforeEach
    void start() throws IOException {
        Containers containers = Fake.of(Containers.class, new SomeContainers());
        Images images = Fake.of(Images.class, new SomeImages());
        server = new ApiServer(folder, new ContainersResource(containers, images, Fake.of(HostFacts.class, new SomeHost()), ApiServer.NO_FACTS), new ContainerResource(containers, ApiServer.NO_FACTS), new SwarmResource(),
                new ImagesResource(images, null, null, ApiServer.NO_FACTS), new VolumesResource(Fake.of(Volumes.class, new SomeVolumes())));
        client = server.client();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pingSaysWhatClientsNegotiateBy() throws IOException {
        Client.Answer a = client.get("/_ping");
        assertEquals(200, a.status());
        assertEquals("OK", a.text());
        assertEquals("1.41", a.headers().get("api-version"));
        assertEquals("linux", a.headers().get("ostype"));
        assertEquals("false", a.headers().get("docker-experimental"));
        assertEquals("no-cache, no-store, must-revalidate", a.headers().get("cache-control"));
        assertEquals("no-cache", a.headers().get("pragma"));
        assertEquals("text/plain; charset=utf-8", a.headers().get("content-type"));
        Client.Answer head = client.call("HEAD", "/v1.24/_ping", null, null);
        assertEquals(200, head.status());
        assertEquals(0, head.body().length);
    }

    @Test
    void versionsOutOfRangeAreRefused() throws IOException {
        Client.Answer old = client.get("/v1.11/containers/json");
        assertEquals(400, old.status());
        assertEquals("client version 1.11 is too old. Minimum supported API version is 1.12, please upgrade your client to a newer version\n", old.text());
        Client.Answer young = client.get("/v9.99/containers/json");
        assertEquals(400, young.status());
        assertEquals("{\"message\":\"client version 9.99 is too new. Maximum supported API version is 1.41\"}\n", young.text());
        assertEquals(404, client.get("/v1.x/version").status());
        assertEquals(200, client.get("/v1.12/containers/json").status());
        assertEquals(200, client.get("/containers/json").status());
    }

    @Test
    void unknownPathsAndMethodsAreNotFound() throws IOException {
        for (Client.Answer a : List.of(client.get("/nothing/here"), client.call("PATCH", "/v1.41/containers/json", null, null), client.get("/v1.41/containers/x/start"))) {
            assertEquals(404, a.status());
            assertEquals("application/json", a.headers().get("content-type"));
            assertEquals("{\"message\":\"page not found\"}\n", a.text());
        }
    }

    @Test
    void aContainerMayBeCalledLikeACallAboutAllContainers() throws IOException {
        for (String name : List.of("json", "create", "prune", "creates")) {
            assertEquals("{\"message\":\"No such container: " + name + "\"}\n", client.get("/v1.41/containers/" + name + "/json").text());
        }
    }

    @Test
    void failuresHaveTheirStatusAndMessage() throws IOException {
        assertEquals("{\"message\":\"No such container: x\"}\n", client.get("/v1.41/containers/x/json").text());
        assertEquals(304, client.post("/v1.41/containers/x/start", null).status());
        Client.Answer fault = client.post("/v1.41/volumes/create", "{}");
        assertEquals(500, fault.status());
        assertEquals("{\"message\":\"a \\\"fault\\\"\"}\n", fault.text());
        Client.Answer old = client.get("/v1.23/containers/x/json");
        assertEquals("No such container: x\n", old.text());
        assertEquals("text/plain; charset=utf-8", old.headers().get("content-type"));
        assertEquals(503, client.get("/v1.41/nodes/x").status());
        assertEquals(503, client.get("/swarm").status());
    }

    @Test
    void namesOfImagesMayHoldAnything() throws IOException {
        for (String name : List.of("registry:5000/a/b:tag", "a/b@sha256:0123", "json")) {
            client.get("/v1.41/images/" + name + "/json");
        }
        client.get("/images/foo%2Fbar/json");
        client.get("/images/a|b^c/json");
        assertEquals(List.of("image registry:5000/a/b:tag", "image a/b@sha256:0123", "image json", "image foo/bar", "image a|b^c"), asked);
    }

    @Test
    void badRequestsAreAnsweredAsDockerdDoes() throws IOException {
        check(500, "strconv.Atoi: parsing \"x\": invalid syntax", client.get("/v1.41/containers/json?limit=x"));
        check(500, "invalid character 'p' looking for beginning of value", client.get("/v1.41/containers/json?filters=purple"));
        check(400, "Invalid filter 'purple'", client.get("/v1.41/containers/json?filters=%7B%22purple%22:[%22x%22]%7D"));
        check(500, "strconv.Atoi: parsing \"x\": invalid syntax", client.post("/v1.41/containers/a/stop?t=x", null));
        check(400, "strconv.Atoi: parsing \"\": invalid syntax", client.post("/v1.41/containers/a/resize?h=1", null));
        check(400, "Content-Type specified (text/plain) must be 'application/json'", client.call("POST", "/v1.41/containers/create", "{}", "text/plain"));
        check(500, "invalid character 'n' looking for beginning of object key string", client.post("/v1.41/containers/create", "{not json"));
        check(500, "EOF", client.post("/v1.41/containers/create", null));
        check(400, "Config cannot be empty in order to create a container", client.post("/v1.41/containers/create", "{}"));
        check(400, "Config cannot be empty in order to create a container", client.post("/v1.41/containers/create", "{\"HostConfig\":{}}"));
        check(400, "got EOF while reading request body", client.post("/v1.41/volumes/create", null));
        check(400, "starting container with non-empty request body was deprecated since API v1.22 and removed in v1.24",
                client.post("/v1.41/containers/a/start", "{\"Binds\":[]}"));
        check(500, "json: cannot unmarshal number into Go struct field ContainerConfigWrapper.Image of type string", client.post("/v1.41/containers/create", "{\"Image\":5}"));
        check(400, "no EndpointSettings for n", client.post("/v1.41/containers/create", "{\"Image\":\"b\",\"NetworkingConfig\":{\"EndpointsConfig\":{\"n\":null}}}"));
        assertEquals(List.of(), created);
    }

    private static void check(int status, String message, Client.Answer a) throws IOException {
        assertEquals(status + " " + message, a.status() + " " + a.json().path("message").asText());
    }

    @Test
    void bodiesAreReadByGosRules() throws IOException {
        assertEquals(201, client.post("/v1.41/containers/create?name=n", """
                {"image":"busybox","cmd":"true","HOSTCONFIG":{"memory":5,"Purple":1,"PortBindings":{"80/tcp":[{"HostPort":"0"}]},"Init":true,"CapAdd":["A"]},
                 "NetworkingConfig":{"EndpointsConfig":{"n1":{"IPAMConfig":{"IPv4Address":"192.0.2.7"},"Aliases":["w"]},"n2":{}}}}""").status());
        CreateRequest r = created.get(0);
        assertEquals(Optional.of("n"), r.name());
        assertEquals("busybox", r.config().image());
        assertEquals(List.of("true"), r.config().cmd());
        assertEquals(5, r.host().resources().memory());
        assertEquals(true, r.host().general().init());
        assertEquals(List.of("A"), r.host().isolation().capAdd());
        assertEquals("0", r.host().wiring().portBindings().get("80/tcp").get(0).hostPort());
        assertEquals("192.0.2.7", r.endpoints().get("n1").ipamConfig().ipv4Address());
        assertTrue(r.endpoints().containsKey("n2"));
        client.post("/v1.41/containers/create", "{\"Image\":\"busybox\"}");
        assertTrue(created.get(1).host().general() != null && created.get(1).host().resources() != null);
    }

    @Test
    void pathsAreLookedAtDecodedAndCleaned() throws IOException {
        assertEquals(200, client.get("/v1.41/containers/%6Ason").status());
        Client.Answer moved = client.get("/v1.41//containers/./json?all=1");
        assertEquals("301 /v1.41/containers/json?all=1", moved.status() + " " + moved.headers().get("location"));
        check(404, "page not found", client.get("/v1.41/containers/json/"));
        check(500, "strconv.Atoi: parsing \"x\": invalid syntax", client.post("/v1.41/containers/a/b%2Fc/stop?t=x", null)); // a link's name has slashes
        check(400, "client version 1.41.1 is too new. Maximum supported API version is 1.41", client.get("/v1.41.1/containers/json"));
        check(400, "invalid URL escape \"%zz\"", client.get("/v1.41/containers/json?all=%zz"));
        check(400, "invalid semicolon separator in query", client.get("/v1.41/containers/json?all=1;limit=1"));
        check(500, "strconv.Atoi: parsing \"x\": invalid syntax", client.call("POST", "/v1.41/containers/a/stop", "t=x", "application/x-www-form-urlencoded"));
    }

    @Test
    void olderVersionsMeanOtherDefaults() throws IOException {
        String body = "{\"Image\":\"b\",\"Memory\":7,\"Cpuset\":\"0\",\"HostConfig\":{\"AutoRemove\":true,\"CpuShares\":1,\"KernelMemoryTCP\":5,\"Mounts\":[{\"BindOptions\":{\"NonRecursive\":true}}]}}";
        for (String version : List.of("1.18", "1.24", "1.25", "1.39", "1.40", "1.41")) {
            assertEquals(201, client.post("/v" + version + "/containers/create", body).status());
        }
        assertEquals(List.of(2L, 1L, 1L, 1L, 1L, 1L), created.stream().map(r -> r.host().resources().cpuShares()).toList());
        assertEquals(List.of(false, false, true, true, true, true), created.stream().map(r -> r.host().general().autoRemove()).toList());
        assertEquals(List.of(0L, 0L, 0L, 0L, 5L, 5L), created.stream().map(r -> r.host().resources().kernelMemoryTcp()).toList());
        assertEquals(List.of(false, false, false, false, true, true), created.stream().map(r -> r.host().general().mounts().get(0).bindOptions().nonRecursive()).toList());
        assertEquals(Arrays.asList("shareable", "shareable", "shareable", "shareable", null, null), created.stream().map(r -> r.host().isolation().ipcMode()).toList());
        assertEquals(Arrays.asList("host", "host", "host", "host", "host", null), created.stream().map(r -> r.host().isolation().cgroupnsMode()).toList());
        assertTrue(created.stream().allMatch(r -> r.host().resources().memory() == 7 && r.host().resources().cpusetCpus().equals("0")));
        client.post("/v1.18/containers/create", "{\"Image\":\"b\"}");
        assertNull(created.get(6).host().isolation().ipcMode()); // what is not there has no defaults of its version
    }

    @Test
    void filtersComeInTwoForms() throws IOException {
        client.get("/v1.41/containers/json?all=1&limit=-1&filters=%7B%22label%22:%7B%22a%22:true,%22b%22:false%7D%7D");
        assertTrue(asked.get(0).contains("all=true, limit=0, size=false") && asked.get(0).contains("{label=[a, b]}"), asked.get(0)); // only the keys count
        client.get("/v1.41/containers/json?all=1&filters=%7B%22label%22:%5B%22a%22,null%5D%7D");
        assertTrue(asked.get(1).contains("{label=[a, ]}"), asked.get(1));
    }
}
