package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Containers on a wire of the host, which leads to another host: a namespace of the test's with the addresses 10.88.0.1 and 10.89.0.1. */
public class WireIT {
    private static final String SERVER = "while true; do echo hi | nc -l -p 80; done";
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String other() {
        return ENGINE.namespace() + "-other";
    }

    @BeforeClass
    public static void layTheWire() {
        Command.run("ip", "netns", "add", other()).exits(0);
        Command.run("ip", "-n", ENGINE.namespace(), "link", "add", "wire0", "type", "veth", "peer", "name", "wire1", "netns", other()).exits(0);
        Command.run("ip", "-n", other(), "addr", "add", "10.88.0.1/24", "dev", "wire1").exits(0);
        Command.run("ip", "-n", other(), "addr", "add", "10.89.0.1/24", "dev", "wire1").exits(0);
        Command.run("ip", "-n", other(), "link", "set", "wire1", "up").exits(0);
    }

    @AfterClass
    public static void takeTheWireAway() {
        Command.run("ip", "netns", "del", other()).exits(0);
    }

    private static Command fromOther(String... args) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", other()));
        all.addAll(List.of(args));
        return Command.run(all.toArray(String[]::new));
    }

    private static void answersTheOtherHost(String address) {
        Await.until(address + " answers the other host", () -> fromOther("busybox", "nc", "-w2", address, "80").out().equals("hi\n"));
    }

    private static void answers(String container, String name) {
        Await.until(name + " answers " + container, () -> ENGINE.docker("exec", container, "nc", "-w2", name, "80").out().equals("hi\n"));
    }

    private static List<String> links() {
        return ENGINE.inNamespace("ls", "/proc/sys/net/ipv4/conf").out().lines().filter(l -> !l.equals("all") && !l.equals("default")).sorted().toList();
    }

    @Test
    public void containersAreOnTheWire() {
        List<String> before = links();
        ENGINE.docker("network", "create", "-d", "macvlan", "-o", "parent=wire0", "--subnet", "10.88.0.0/24", "--gateway", "10.88.0.1", "wired").exits(0);
        for (String name : List.of("m1", "m2")) {
            ENGINE.docker("run", "-d", "--name", name, "--network", "wired", "busybox", "sh", "-c", SERVER).exits(0);
        }
        assertEquals("10.88.0.2 02:42:0a:58:00:02 10.88.0.1",
                ENGINE.docker("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}} {{.MacAddress}} {{.Gateway}}{{end}}", "m1").text());
        answersTheOtherHost("10.88.0.2");
        answersTheOtherHost("10.88.0.3");
        assertTrue(fromOther("ip", "neigh").out(), fromOther("ip", "neigh").out().contains("02:42:0a:58:00:03"));
        answers("m1", "m2");
        ENGINE.docker("exec", "m2", "ping", "-c1", "-w5", "10.88.0.1").exits(0);

        ENGINE.kill();
        answersTheOtherHost("10.88.0.2");
        ENGINE.start();
        answers("m2", "m1");
        ENGINE.docker("network", "disconnect", "wired", "m1").exits(0);
        assertEquals("lo", ENGINE.docker("exec", "m1", "sh", "-c", "echo $(ls /sys/class/net)").text());
        ENGINE.docker("network", "connect", "--ip", "10.88.0.9", "wired", "m1").exits(0);
        answersTheOtherHost("10.88.0.9");
        answers("m2", "m1");

        ENGINE.docker("restart", "-t", "0", "m2").exits(0);
        answersTheOtherHost(ENGINE.docker("inspect", "-f", "{{.NetworkSettings.Networks.wired.IPAddress}}", "m2").text());
        answers("m1", "m2");
        ENGINE.docker("rm", "-f", "m1", "m2").exits(0);
        ENGINE.docker("network", "rm", "wired").exits(0);
        assertEquals(before, links());
    }

    /** Where the kernel has no such links, as it may be, the engine says so. */
    @Test
    public void containersShareTheWiresLinkLayerAddress() {
        List<String> before = links();
        Command made = ENGINE.docker("network", "create", "-d", "ipvlan", "-o", "parent=wire0", "--subnet", "10.89.0.0/24", "--gateway", "10.89.0.1", "shared");
        if (made.exit() != 0) {
            assertEquals("Error response from daemon: network driver \"ipvlan\" is not usable: no ipvlan links here: operation not supported\n", made.err());
            assertEquals(before, links());
            return;
        }
        for (String name : List.of("i1", "i2")) {
            ENGINE.docker("run", "-d", "--name", name, "--network", "shared", "busybox", "sh", "-c", SERVER).exits(0);
        }
        assertEquals("10.89.0.2 10.89.0.1", ENGINE.docker("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{.MacAddress}} {{.Gateway}}{{end}}", "i1").text());
        answersTheOtherHost("10.89.0.2");
        answers("i1", "i2");

        ENGINE.kill();
        answersTheOtherHost("10.89.0.3");
        ENGINE.start();
        answers("i2", "i1");
        ENGINE.docker("network", "connect", "bridge", "i1").exits(0);
        assertEquals("eth0 eth1 lo", ENGINE.docker("exec", "i1", "sh", "-c", "echo $(ls /sys/class/net)").text());
        ENGINE.docker("network", "disconnect", "shared", "i1").exits(0);
        assertEquals("eth1 lo", ENGINE.docker("exec", "i1", "sh", "-c", "echo $(ls /sys/class/net)").text());
        ENGINE.docker("rm", "-f", "i1", "i2").exits(0);
        ENGINE.docker("network", "rm", "shared").exits(0);
        assertEquals(before, links());
    }
}
