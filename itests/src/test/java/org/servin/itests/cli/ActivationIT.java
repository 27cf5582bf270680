package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import org.junit.ClassRule;
import org.junit.Test;
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

    @Test
    public void containersGetNoneOfThem() {
        String open = ENGINE.docker("run", "--rm", "busybox", "sh", "-c", "ls -l /proc/$$/fd").text();
        assertTrue(open, open.contains(" 1 -> pipe:") && !open.contains("socket:"));
    }
}
