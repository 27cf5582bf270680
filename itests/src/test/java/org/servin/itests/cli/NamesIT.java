package org.servin.itests.cli;

import static org.junit.Assert.assertTrue;

import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Names of containers on a network, asked from inside of one. */
public class NamesIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static void start(String name) {
        ENGINE.docker("run", "-d", "--name", name, "--network", "names", "busybox", "sleep", "1000").exits(0);
    }

    private static Command lookUp(String name) {
        return ENGINE.docker("exec", "client", "nslookup", name, "127.0.0.11");
    }

    @Test
    public void namesAreServedAgainAfterTheEnginesDeath() {
        ENGINE.docker("network", "create", "--subnet", "172.28.99.0/24", "names").exits(0);
        start("web");
        start("client");
        assertTrue(lookUp("web").exits(0).out().contains("172.28.99.2"));
        ENGINE.kill();
        ENGINE.start();
        Await.until("names are served again", () -> lookUp("web").exit() == 0);
        assertTrue(lookUp("web").out().contains("172.28.99.2"));
        ENGINE.docker("rm", "-f", "web").exits(0);
        assertTrue(lookUp("web").exit() != 0);
        ENGINE.docker("rm", "-f", "client").exits(0);
        ENGINE.docker("network", "rm", "names").exits(0);
    }
}
