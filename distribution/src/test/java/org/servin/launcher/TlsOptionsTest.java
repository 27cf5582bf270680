package org.servin.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class TlsOptionsTest {
    private static Map<String, Object> parsed(String... args) {
        return CommandLine.populateCommand(new TlsOptions(), args).values();
    }

    @Test
    void optionsAreThoseOfDockerd() {
        assertEquals(Map.of(), parsed());
        assertEquals(Map.of("tls", true, "tlsverify", false), parsed("--tls", "--tlsverify=false"));
        assertEquals(Map.of("tlsverify", true, "tlscacert", "/a", "tlscert", "/b", "tlskey", "/c", "tlscrl", "/d"),
                parsed("--tlsverify", "--tlscacert=/a", "--tlscert", "/b", "--tlskey", "/c", "--tlscrl", "/d"));
        assertEquals(Map.of("tlscert", System.getProperty("user.dir") + "/cert.pem"), parsed("--tlscert", "cert.pem"));
    }
}
