package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Networks and published ports, with real traffic inside the engine's own network namespace. */
public class NetworkIT {
    private static final String SERVER = "while true; do echo hi | nc -l -p 80; done";
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String address(String name) {
        return ENGINE.docker("inspect", "-f", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", name).text();
    }

    @Test
    public void containersReachEachOtherAndTheHost() {
        ENGINE.docker("run", "-d", "--name", "n1", "busybox", "sleep", "300").exits(0);
        ENGINE.docker("run", "--rm", "busybox", "ping", "-c1", "-w5", address("n1")).exits(0);
        ENGINE.inNamespace("ping", "-c1", "-w5", address("n1")).exits(0);
        ENGINE.docker("rm", "-f", "n1").exits(0);
    }

    @Test
    public void publishedTcpPortAnswers() {
        ENGINE.docker("run", "-d", "--name", "p1", "-p", "127.0.0.1:8081:80", "busybox", "sh", "-c", SERVER).exits(0);
        assertEquals("127.0.0.1:8081", ENGINE.docker("port", "p1", "80/tcp").text());
        Await.until("the port answers", () -> ENGINE.inNamespace("busybox", "nc", "-w2", "127.0.0.1", "8081").out().equals("hi\n"));
        Command taken = ENGINE.docker("run", "--name", "p2", "-p", "127.0.0.1:8081:80", "busybox", "true");
        assertEquals(125, taken.exit());
        assertTrue(taken.err(), taken.err().contains("port is already allocated"));
        ENGINE.docker("rm", "-f", "p1", "p2").exits(0);
        assertNotEquals(0, ENGINE.inNamespace("busybox", "nc", "-w2", "127.0.0.1", "8081").exit());
    }

    @Test
    public void publishedUdpPortAnswers() {
        // busybox-static has no UDP server; the host's perl, which every Debian has, serves inside the container
        ENGINE.docker("run", "-d", "--name", "u1", "-p", "127.0.0.1:8082:90/udp", "-v", "/usr:/usr:ro", "-v", "/usr/lib:/lib:ro", "-v", "/usr/lib64:/lib64:ro", "busybox",
                "/usr/bin/perl", "-MIO::Socket::INET", "-e", "$s = IO::Socket::INET->new(LocalPort => 90, Proto => 'udp'); while (defined $s->recv($b, 99)) { $s->send($b) }").exits(0);
        Await.until("the port echoes", () -> ENGINE.inNamespace("bash", "-c", "exec 3<>/dev/udp/127.0.0.1/8082; echo ping >&3; timeout 1 head -n1 <&3").out().equals("ping\n"));
        ENGINE.docker("rm", "-f", "u1").exits(0);
    }

    @Test
    public void containerSharesAnothersNetwork() {
        ENGINE.docker("run", "-d", "--name", "base", "busybox", "sleep", "300").exits(0);
        String own = ENGINE.docker("exec", "base", "readlink", "/proc/self/ns/net").text();
        assertEquals(own, ENGINE.docker("run", "--rm", "--network", "container:base", "busybox", "readlink", "/proc/self/ns/net").text());
        ENGINE.docker("rm", "-f", "base").exits(0);
    }

    @Test
    public void userDefinedNetworkResolvesNames() {
        ENGINE.docker("network", "create", "--subnet", "172.28.77.0/24", "net1").exits(0);
        ENGINE.docker("run", "-d", "--name", "web1", "--network", "net1", "--network-alias", "web", "busybox", "sleep", "300").exits(0);
        ENGINE.docker("run", "--rm", "--network", "net1", "busybox", "ping", "-c1", "-w5", "web").exits(0);
        ENGINE.docker("run", "--rm", "--network", "net1", "busybox", "ping", "-c1", "-w5", "web1").exits(0);
        ENGINE.docker("network", "connect", "bridge", "web1").exits(0);
        assertEquals("eth0 eth1 lo", ENGINE.docker("exec", "web1", "sh", "-c", "echo $(ls /sys/class/net)").text());
        ENGINE.docker("network", "disconnect", "bridge", "web1").exits(0);
        assertEquals("eth0 lo", ENGINE.docker("exec", "web1", "sh", "-c", "echo $(ls /sys/class/net)").text());
        ENGINE.docker("rm", "-f", "web1").exits(0);
        ENGINE.docker("network", "rm", "net1").exits(0);
    }

    @Test
    public void publishedPortSurvivesTheEnginesDeath() {
        ENGINE.docker("run", "-d", "--name", "p3", "-p", "127.0.0.1:8083:80", "busybox", "sh", "-c", SERVER).exits(0);
        ENGINE.kill();
        Await.until("the port answers without the engine", () -> ENGINE.inNamespace("busybox", "nc", "-w2", "127.0.0.1", "8083").out().equals("hi\n"));
        ENGINE.start();
        Await.until("and with it again", () -> ENGINE.inNamespace("busybox", "nc", "-w2", "127.0.0.1", "8083").out().equals("hi\n"));
        ENGINE.docker("rm", "-f", "p3").exits(0);
    }
}
