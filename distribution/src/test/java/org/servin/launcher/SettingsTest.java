package org.servin.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsTest {
    @TempDir
    private Path folder;

    private Settings load(String json, Map<String, Object> commandLine) throws Exception {
        Path file = folder.resolve("daemon.json");
        Files.writeString(file, json);
        return Settings.load(file, true, commandLine);
    }

    @Test
    void defaultsHoldWithoutAFile() throws Exception {
        Settings settings = Settings.load(folder.resolve("absent"), false, Map.of());
        assertEquals(Path.of("/var/lib/servin"), settings.root());
        assertEquals(Path.of("/run/servin"), settings.run());
        assertEquals(List.of("unix:///run/servin.sock"), settings.values().get("hosts"));
        assertFalse(settings.debug());
    }

    @Test
    void aFileThatWasAskedForMustBeThere() {
        assertThrows(StartFailure.class, () -> Settings.load(folder.resolve("absent"), true, Map.of()));
    }

    @Test
    void dockerdsKeysAndTheirOtherNamesAreTaken() throws Exception {
        Settings settings = load("{\"data-root\":\"/a\",\"exec-root\":\"/b\",\"debug\":true}", Map.of());
        assertEquals(Path.of("/a"), settings.root());
        assertEquals(Path.of("/b"), settings.run());
        assertTrue(settings.debug());
    }

    @Test
    void objectsBecomePairsAndListsArrays() throws Exception {
        var table = load("{\"log-opts\":{\"max-size\":\"10m\"},\"default-address-pools\":[{\"base\":\"10.0.0.0/8\",\"size\":24}]}", Map.of()).asConfiguration();
        assertArrayEquals(new String[] {"max-size=10m"}, (String[]) table.get("log-opts"));
        assertArrayEquals(new String[] {"base=10.0.0.0/8,size=24"}, (String[]) table.get("default-address-pools"));
    }

    @Test
    void oneSettingInTwoPlacesIsRefused() {
        StartFailure failure = assertThrows(StartFailure.class, () -> load("{\"data-root\":\"/a\"}", Map.of("root", "/b")));
        assertTrue(failure.problems().get(0).endsWith("root"), failure.getMessage());
    }

    @Test
    void textThatIsNotJsonIsNamed() {
        for (String bad : new String[] {"", "[]", "{\"a\":}", "{\"a\":1} x", "{\"a\":1,\"a\":2}"}) {
            StartFailure failure = assertThrows(StartFailure.class, () -> load(bad, Map.of()), bad);
            assertTrue(failure.getMessage().contains("daemon.json"), failure.getMessage());
        }
    }

    @Test
    void whatCanChangeIsKeptApartFromWhatCannot() throws Exception {
        Settings before = load("{\"authentication\": [\"jwt\"], \"jwt-issuer\": \"i\", \"policy-file\": \"/p\", \"labels\": [\"a=b\"], \"init\": true}", Map.of());
        assertEquals(Map.of("authentication", List.of("jwt"), "jwt-issuer", "i", "policy-file", "/p"), before.live().values());
        Settings after = load("{\"authentication\": [\"peer\"], \"labels\": [\"a=c\"], \"bip\": \"10.0.0.1/8\"}", Map.of());
        assertEquals(Set.of("bip", "init", "labels"), before.fixed().changed(after.fixed()));
        assertEquals(Set.of(), before.fixed().changed(before.fixed()));
        assertTrue(before.provesCallers());
        assertFalse(load("{\"authentication\": [\"none\"]}", Map.of()).provesCallers() || load("{}", Map.of()).provesCallers());
    }
}
