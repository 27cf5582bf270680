package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;

import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;

/** Somebody tears at the network of a running container, and a connection that is open goes on. */
public class HealingIT {
    /** Sends back each line; the host's perl, which every Debian has, serves inside the container. */
    private static final String ECHO = "$s = IO::Socket::INET->new(LocalPort => 80, Listen => 9, ReuseAddr => 1);"
            + "while ($c = $s->accept) { next if fork; while (<$c>) { print $c $_ } exit }";
    /** Asks, does something, and asks again over the same connection. */
    private static final String TALK = "exec 3<>/dev/tcp/127.0.0.1/8090; echo before >&3; read -r -t 20 -u 3 a; %s; echo after >&3; read -r -t 60 -u 3 b; echo $a $b";
    private static final String END_OF_CONTAINER = "$(ip -o link show master servin0 | sed 's/^[0-9]*: //;s/@.*//')";
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static void serve() {
        ENGINE.docker("run", "-d", "--name", "echo", "-p", "127.0.0.1:8090:80", "-v", "/usr:/usr:ro", "-v", "/usr/lib:/lib:ro", "-v", "/usr/lib64:/lib64:ro", "busybox",
                "/usr/bin/perl", "-MIO::Socket::INET", "-e", ECHO).exits(0);
        Await.until("the container answers", () -> talk("true").equals("before after"));
    }

    private static String talk(String damage) {
        return ENGINE.inNamespace("bash", "-c", String.format(TALK, damage)).text();
    }

    @Test
    public void connectionsGoOn() {
        serve();
        for (String damage : new String[] {
                "nft flush ruleset", "nft delete table inet servin", "ip link delete servin0", "ip link set servin0 down", "ip address flush dev servin0",
                "ip link delete " + END_OF_CONTAINER, "ip link set " + END_OF_CONTAINER + " nomaster", "sysctl -qw net.ipv4.ip_forward=0"}) {
            assertEquals(damage, "before after", talk(damage));
            Await.until("new connections after " + damage, () -> talk("true").equals("before after"));
        }
        ENGINE.docker("exec", "echo", "sh", "-c", "ping -c1 -w5 $(ip route | sed -n 's/default via \\([0-9.]*\\).*/\\1/p')").exits(0);
        ENGINE.docker("rm", "-f", "echo").exits(0);
    }

    @Test
    public void whatWentWithoutTheEngineIsBackWithIt() {
        serve();
        ENGINE.kill();
        ENGINE.inNamespace("sh", "-c", "ip link delete " + END_OF_CONTAINER + "; ip link delete servin0; nft flush ruleset").exits(0);
        ENGINE.start();
        Await.until("the container answers", () -> talk("true").equals("before after"));
        ENGINE.docker("rm", "-f", "echo").exits(0);
    }
}
