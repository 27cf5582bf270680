package org.servin.api.internal.facts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.api.internal.access.FactsForTest;
import org.servin.api.internal.http.Json;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.CreateRequest;
import org.servin.core.container.HostConfig;
import org.servin.core.exec.ExecConfig;
import org.servin.spi.ServinException;

class ContainerFactsTest {
    @TempDir
    Path folder;
    private final ContainerFacts facts = new ContainerFacts(FactsForTest.noImages(), FactsForTest.cgroups(1), other -> {
        throw ServinException.notFound("No such container: " + other);
    });

    private Map<String, Set<String>> of(String host) throws IOException {
        return FactsForTest.attributes(facts.of(Json.MAPPER.readValue(host, HostConfig.class)));
    }

    @Test
    void capabilitiesAreComparedWithoutCaseAndPrefix() throws IOException {
        assertEquals(Set.of("SYS_ADMIN", "NET_ADMIN", "ALL"), of("{\"CapAdd\":[\"cap_sys_admin\",\"Net_Admin\",\"all\"]}").get("capability.add"));
    }

    @Test
    void whatIsMountedIsSeenAsWrittenAndWhereLinksLead() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real")).toRealPath();
        Path link = Files.createSymbolicLink(folder.toRealPath().resolve("link"), real);
        assertEquals(Set.of(link + "/not/yet", real + "/not/yet"), of("{\"Binds\":[\"" + link + "/not/yet:/x\"]}").get("mount.source"));
        assertEquals(Set.of(real.toString()), of("{\"Binds\":[\"" + real + "/:/x\"]}").get("mount.source"));
    }

    @Test
    void onOldControlGroupsTheHostsNamespaceIsTheUsualOne() throws IOException {
        assertEquals(Set.of("pid"), of("{\"CgroupnsMode\":\"host\",\"PidMode\":\"host\"}").get("namespace.host"));
        ContainerFacts newer = new ContainerFacts(null, FactsForTest.cgroups(2), null);
        assertEquals(Set.of("cgroup"), FactsForTest.attributes(newer.of(Json.MAPPER.readValue("{\"CgroupnsMode\":\"host\"}", HostConfig.class))).get("namespace.host"));
    }

    @Test
    void devicesPortsAndOtherContainersAreSeen() throws IOException {
        Map<String, Set<String>> all = of("{\"Devices\":[{\"PathOnHost\":\"/dev/null\"}],\"DeviceCgroupRules\":[\"c 1:3 rwm\"],\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"8080\"},{}]},"
                + "\"VolumesFrom\":[\"db:ro\"],\"PidMode\":\"container:web\",\"SecurityOpt\":[\"seccomp=unconfined\"],\"Sysctls\":{\"kernel.x\":\"1\"},\"CgroupParent\":\"/x\"}");
        assertEquals(Set.of("/dev/null"), all.get("device"));
        assertEquals(Set.of("c 1:3 rwm"), all.get("device.rule"));
        assertEquals(Set.of("8080", ""), all.get("port.host"));
        assertEquals(Set.of("web", "db"), all.get("container"));
        assertEquals(Set.of("pid"), all.get("namespace.container"));
        assertEquals(Set.of("seccomp=unconfined"), all.get("security.option"));
        assertEquals(Set.of("kernel.x"), all.get("sysctl"));
        assertEquals(Set.of("/x"), all.get("cgroup.parent"));
    }

    @Test
    void theDocumentIsMadeOfWhatTheEngineGets() throws IOException {
        ContainerConfig config = Json.MAPPER.readValue("{\"Image\":\"localhost:5000/a\",\"Labels\":{\"team\":\"x\"},\"user\":\"7\"}", ContainerConfig.class);
        HostConfig host = Json.MAPPER.readValue("{\"privileged\":true,\"OomScoreAdj\":-5}", HostConfig.class);
        JsonNode document = FactsForTest.document(facts.of(new CreateRequest(Optional.of("c"), Optional.empty(), config, host, Map.of())));
        assertEquals("7", document.at("/User").asText());
        assertEquals(true, document.at("/HostConfig/Privileged").asBoolean());
        assertEquals(-5, document.at("/HostConfig/OomScoreAdj").asInt());
        Map<String, Set<String>> all = FactsForTest.attributes(facts.of(new CreateRequest(Optional.of("c"), Optional.empty(), config, host, Map.of())));
        assertEquals(Set.of("localhost:5000"), all.get("image.registry"));
        assertEquals(Set.of("x"), all.get("label.team"));
        assertEquals(Set.of("true"), all.get("privileged"));
    }

    @Test
    void processesAreSeen() {
        ExecConfig exec = new ExecConfig(false, false, false, null, false, null, List.of("sh"), true, null, null);
        assertEquals(Map.of("privileged", Set.of("true"), "user", Set.of("")), FactsForTest.attributes(ContainerFacts.of(exec)));
    }
}
