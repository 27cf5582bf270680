package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.core.container.ContainerConfig;
import org.servin.image.ImageSettings;

class ImageDefaultsTest {
    private final JsonMapper mapper = new RecordCodec().mapper();
    private final ImageDefaults defaults = new ImageDefaults(mapper);

    private ContainerConfig merge(String own, String image) throws Exception {
        return defaults.merge(mapper.readValue(own, ContainerConfig.class), mapper.readValue(image, ImageSettings.class));
    }

    @Test
    void commandsFollowDockerd() throws Exception {
        String image = "{\"Entrypoint\":[\"/e\"],\"Cmd\":[\"c\"]}";
        assertEquals(List.of("c"), merge("{}", image).cmd());
        assertEquals(List.of("/e"), merge("{}", image).entrypoint());
        assertEquals(List.of("/e"), merge("{\"Cmd\":[\"own\"]}", image).entrypoint());
        assertEquals(List.of("own"), merge("{\"Cmd\":[\"own\"]}", image).cmd());
        assertNull(merge("{\"Entrypoint\":[\"/own\"]}", image).cmd());
        ContainerConfig reset = merge("{\"Entrypoint\":[\"\"],\"Cmd\":[\"own\"]}", image);
        assertNull(reset.entrypoint());
        assertEquals(List.of("own"), reset.cmd());
    }

    @Test
    void setsAreUnitedAndOwnValuesWin() throws Exception {
        ContainerConfig merged = merge("{\"Env\":[\"A=own\"],\"ExposedPorts\":{\"1/tcp\":{}},\"Labels\":{\"x\":\"own\"},\"User\":\"me\"}",
                "{\"Env\":[\"A=image\",\"B=image\"],\"ExposedPorts\":{\"2/tcp\":{}},\"Labels\":{\"x\":\"image\",\"y\":\"image\"},\"User\":\"you\",\"WorkingDir\":\"/w\","
                        + "\"StopSignal\":\"SIGINT\"}");
        assertEquals(List.of("A=own", "B=image"), merged.env());
        assertEquals(Set.of("1/tcp", "2/tcp"), merged.exposedPorts().keySet());
        assertEquals(Map.of("x", "own", "y", "image"), merged.labels());
        assertEquals("me", merged.user());
        assertEquals("/w", merged.workingDir());
        assertEquals("SIGINT", merged.stopSignal());
    }

    @Test
    void healthChecksAreMergedPartByPart() throws Exception {
        ContainerConfig merged = merge("{\"Healthcheck\":{\"Interval\":9}}", "{\"Healthcheck\":{\"Test\":[\"CMD\",\"x\"],\"Interval\":5,\"Retries\":2}}");
        assertEquals(List.of("CMD", "x"), merged.healthcheck().test());
        assertEquals(9, merged.healthcheck().interval());
        assertEquals(2, merged.healthcheck().retries());
    }
}
