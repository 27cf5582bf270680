package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** An engine that systemd starts for the first client, who waits at a socket that listened before. */
public class ActivationIT {
    @ClassRule
    public static final Engine ENGINE = Engine.configured("\"allow-unauthenticated-tcp\": true", "--host", "fd://web", "--host", "http://127.0.0.1:2377")
            .passed("web", "127.0.0.1:2375");

    @Test
    public void socketsOfAllKindsAreServed() {
        assertEquals("through", ENGINE.docker("run", "--rm", "busybox", "echo", "through").text());
        for (String port : new String[] {"2375", "2377"}) {
            assertEquals("through", ENGINE.inNamespace("docker", "-H", "tcp://127.0.0.1:" + port, "run", "--rm", "-i", "busybox", "echo", "through").text());
        }
        assertTrue(ENGINE.logText(), ENGINE.logText().contains("listening on tcp://127.0.0.1:2375 without authentication"));
    }

    /** Those of the distribution, installed where this one lies. */
    @Test
    public void systemdUnderstandsTheUnits() throws IOException {
        Path folder = Files.createTempDirectory("servin-units");
        try {
            for (String unit : new String[] {"servin.service", "servin.socket"}) {
                String text = Files.readString(Engine.distribution().resolve("systemd").resolve(unit));
                Files.writeString(folder.resolve(unit), text.replace("/opt/servin", Engine.distribution().toString()));
            }
            Command verified = Command.run("systemd-analyze", "verify", folder.resolve("servin.service").toString(), folder.resolve("servin.socket").toString()).exits(0);
            assertEquals("", verified.out() + verified.err());
        } finally {
            Command.run("rm", "-rf", folder.toString()).exits(0);
        }
    }

    @Test
    public void containersGetNoneOfThem() {
        String open = ENGINE.docker("run", "--rm", "busybox", "sh", "-c", "ls -l /proc/$$/fd").text();
        assertTrue(open, open.contains(" 1 -> pipe:") && !open.contains("socket:"));
    }
}
