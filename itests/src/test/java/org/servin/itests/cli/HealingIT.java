package org.servin.itests.cli;

import static org.junit.Assert.assertTrue;

import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Echo;
import org.servin.itests.harness.Engine;

/** Somebody tears at the network of a running container, and a connection that is open goes on. */
public class HealingIT {
    private static final String END_OF_CONTAINER = "$(ip -o link show master servin0 | sed 's/^[0-9]*: //;s/@.*//')";
    @ClassRule
    public static final Engine ENGINE = new Engine();

    @Test
    public void connectionsGoOn() {
        Echo echo = new Echo(ENGINE, "echo", 8090);
        for (String damage : new String[] {
                "nft flush ruleset", "nft delete table inet servin", "ip link delete servin0", "ip link set servin0 down", "ip address flush dev servin0",
                "ip link delete " + END_OF_CONTAINER, "ip link set " + END_OF_CONTAINER + " nomaster", "sysctl -qw net.ipv4.ip_forward=0"}) {
            assertTrue(damage, echo.outlives(damage));
            Await.until("new connections after " + damage, echo::answers);
        }
        ENGINE.docker("exec", "echo", "sh", "-c", "ping -c1 -w5 $(ip route | sed -n 's/default via \\([0-9.]*\\).*/\\1/p')").exits(0);
        ENGINE.docker("rm", "-f", "echo").exits(0);
    }

    @Test
    public void whatWentWithoutTheEngineIsBackWithIt() {
        Echo echo = new Echo(ENGINE, "echo", 8090);
        ENGINE.kill();
        ENGINE.inNamespace("sh", "-c", "ip link delete " + END_OF_CONTAINER + "; ip link delete servin0; nft flush ruleset").exits(0);
        ENGINE.start();
        Await.until("the container answers", echo::answers);
        ENGINE.docker("rm", "-f", "echo").exits(0);
    }
}
