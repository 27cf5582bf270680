package org.servin.core.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.servin.core.container.HostConfig;

class HostConfigJsonTest {
    @Test
    void groupsAreFlat() {
        HostConfig host = Wire.host("{'Isolation':'default','Privileged':true,'Memory':5,'NetworkMode':'host','AutoRemove':true,'CapAdd':'ALL'}");
        assertEquals("default", host.isolation().isolation());
        assertTrue(host.isolation().privileged());
        assertEquals(5, host.resources().memory());
        JsonNode tree = Wire.JSON.valueToTree(host);
        assertEquals("default", tree.path("Isolation").asText());
        assertEquals("host", tree.path("NetworkMode").asText());
        assertFalse(tree.has("isolation") || tree.has("//isolation") || tree.has("general"));
    }

    @Test
    void emptyIsolationIsNoGroup() {
        HostConfig host = Wire.host("{'Isolation':'','PidMode':'host'}");
        assertEquals("host", host.isolation().pidMode());
    }
}
