package org.servin.core.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.event.EventQuery;
import org.servin.core.event.EventSubscription;
import org.servin.core.event.Events;
import org.servin.core.internal.MemoryStore;
import org.servin.core.internal.volume.EngineVolumes;
import org.servin.linux.capability.Capability;
import org.servin.linux.capability.OwnCapabilities;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** What dockerd 20.10 answered to some 150 ways of creating a container, recorded from it, and what we answer. */
class DockerdCreateTest {
    private static final Map<ErrorKind, Integer> STATUS = Map.of(ErrorKind.INVALID_ARGUMENT, 400, ErrorKind.NOT_FOUND, 404, ErrorKind.CONFLICT, 409, ErrorKind.INTERNAL, 500);

    @TempDir
    static Path folder;

    @TestFactory
    Stream<DynamicTest> answersAreDockerds() throws IOException {
        Path sys = folder.resolve("sys");
        Files.createDirectories(sys.resolve("devices/system/cpu"));
        Files.createDirectories(sys.resolve("devices/system/node"));
        Files.writeString(sys.resolve("devices/system/cpu/online"), "0-1\n");
        Files.writeString(sys.resolve("devices/system/node/online"), "0\n");
        FakeHost host = new FakeHost(1);
        FixedDrivers drivers = new FixedDrivers(Map.of(DriverKind.RUNTIME, "servin", DriverKind.VOLUME, "local"), Map.of(DriverKind.VOLUME, new StrictVolumes(folder)));
        OwnCapabilities own = new OwnCapabilities(Capability.of(-1), Capability.of(-1));
        DockerLaunchPlanner planner = new DockerLaunchPlanner(FakeSettings.none(), host, drivers, own, new LimitChecks(host, sys));
        EngineVolumes volumes = new EngineVolumes(new MemoryStore(), drivers, new Silence(), FakeSettings.none());
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = DockerdCreateTest.class.getResourceAsStream("dockerd-create.json")) {
            for (JsonNode recorded : Wire.JSON.readTree(in)) {
                tests.add(DynamicTest.dynamicTest(recorded.path("case").asText(), () -> assertEquals(expected(recorded), answer(planner, volumes, recorded))));
            }
        }
        return tests.stream();
    }

    private static String expected(JsonNode recorded) {
        return recorded.path("status").asInt() + " " + (recorded.has("message") ? recorded.path("message").asText() : recorded.path("warnings"));
    }

    private static String answer(DockerLaunchPlanner planner, EngineVolumes volumes, JsonNode recorded) throws IOException {
        ContainerConfig config = Wire.JSON.treeToValue(recorded.path("body"), ContainerConfig.class);
        HostConfig host = Wire.host(recorded.path("body").has("HostConfig") ? recorded.path("body").path("HostConfig").toString() : "{}");
        try {
            LaunchPlanner.Checked checked = planner.check(config, host);
            volumes.plan("c-" + recorded.path("case").asText(), checked.config(), checked.host(), other -> {
                throw ServinException.notFound("No such container: " + other);
            }, call -> { });
            return "201 " + Wire.JSON.valueToTree(checked.warnings());
        } catch (ServinException e) {
            return STATUS.get(e.kind()) + " " + e.getMessage();
        }
    }

    /** Nobody listens. */
    private static final class Silence implements Events {
        @Override
        public void publish(String type, String action, String actorId, Map<String, String> attributes) {
            // Not looked at here.
        }

        @Override
        public EventSubscription subscribe(EventQuery query) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int listeners() {
            return 0;
        }
    }
}
