package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Echo;
import org.servin.itests.harness.Engine;

/** Published ports of a running container are changed. */
public class PortsIT {
    private static final String SERVER = "while true; do echo hi | nc -l -p 80; done";
    @ClassRule
    public static final Engine ENGINE = new Engine();

    @After
    public void remove() {
        ENGINE.docker("rm", "-f", "web").exits(0);
    }

    private static void run(String... options) {
        String[] all = new String[options.length + 8];
        System.arraycopy(new String[] {"run", "-d", "--name", "web"}, 0, all, 0, 4);
        System.arraycopy(options, 0, all, 4, options.length);
        System.arraycopy(new String[] {"busybox", "sh", "-c", SERVER}, 0, all, 4 + options.length, 4);
        ENGINE.docker(all).exits(0);
    }

    private static Command update(String bindings) {
        return ENGINE.curl("/containers/web/update", "-H", "Content-Type: application/json", "-d", "{\"PortBindings\":" + bindings + "}", "-w", "\n%{http_code}");
    }

    private static void assertUpdated(String bindings) {
        Command update = update(bindings);
        assertTrue(update.text(), update.text().endsWith("\n200"));
    }

    private static boolean answers(String address, String port) {
        return ENGINE.inNamespace("busybox", "nc", "-w2", address, port).out().equals("hi\n");
    }

    private static void assertServed(String address, String port) {
        Await.until("the port answers", () -> answers(address, port));
    }

    @Test
    public void portsComeAndGo() {
        run("-p", "127.0.0.1:8091:80", "-p", "127.0.0.1::81");
        String free = ENGINE.docker("port", "web", "81/tcp").text();
        assertServed("127.0.0.1", "8091");
        assertUpdated("{\"80/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"8091\"},{\"HostPort\":\"8092\"}],\"81/tcp\":[{\"HostIp\":\"127.0.0.1\"}],\"85\":[{\"HostPort\":\"8095\"}]}");
        assertServed("127.0.0.1", "8091");
        assertServed("127.0.0.1", "8092");
        assertEquals(free, ENGINE.docker("port", "web", "81/tcp").text());
        assertEquals("0.0.0.0:8095\n[::]:8095", ENGINE.docker("port", "web", "85/tcp").text());
        assertUpdated("{\"80/tcp\":[{\"HostPort\":\"8092\"}]}");
        assertServed("127.0.0.1", "8092");
        assertEquals(1, ENGINE.inNamespace("busybox", "nc", "-w2", "127.0.0.1", "8091").exit());
        assertEquals("80/tcp -> 0.0.0.0:8092\n80/tcp -> [::]:8092", ENGINE.docker("port", "web").text());
        ENGINE.docker("restart", "-t", "0", "web").exits(0);
        assertServed("127.0.0.1", "8092");
        ENGINE.kill();
        ENGINE.start();
        assertServed("127.0.0.1", "8092");
        assertUpdated("{}");
        assertEquals("", ENGINE.docker("port", "web").text());
        assertEquals(1, ENGINE.inNamespace("busybox", "nc", "-w2", "127.0.0.1", "8092").exit());
    }

    @Test
    public void anOpenConnectionGoesOn() {
        Echo echo = new Echo(ENGINE, "web", 8093);
        assertTrue(echo.outlives("curl -sS -o /dev/null --unix-socket " + ENGINE.socket()
                + " -H 'Content-Type: application/json' -d '{\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"8094\"}]}}' http://d/containers/web/update"));
        assertEquals("80/tcp -> 0.0.0.0:8094\n80/tcp -> [::]:8094", ENGINE.docker("port", "web").text());
        assertFalse(echo.answers());
    }

    @Test
    public void aTakenPortChangesNothing() {
        run("-p", "127.0.0.1:8096:80");
        ENGINE.docker("run", "-d", "--name", "other", "-p", "127.0.0.1:8097:80", "busybox", "sleep", "300").exits(0);
        Command update = update("{\"80/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"8098\"},{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"8097\"}]}");
        assertTrue(update.text(), update.text().contains("Bind for 127.0.0.1:8097 failed: port is already allocated") && update.text().endsWith("\n500"));
        assertServed("127.0.0.1", "8096");
        assertEquals("80/tcp -> 127.0.0.1:8096", ENGINE.docker("port", "web").text());
        assertEquals("", ENGINE.inNamespace("ss", "-Hltn", "sport = :8098").out());
        Command wrong = update("{\"80/tcp\":[{\"HostPort\":\"x\"}]}");
        assertTrue(wrong.text(), wrong.text().contains("invalid port specification: \\\"x\\\"") && wrong.text().endsWith("\n400"));
        ENGINE.docker("rm", "-f", "other").exits(0);
    }

    @Test
    public void aStoppedContainerKeepsThemForItsNextStart() {
        run();
        ENGINE.docker("stop", "-t", "0", "web").exits(0);
        assertUpdated("{\"80/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"8099\"}]}");
        ENGINE.docker("start", "web").exits(0);
        assertServed("127.0.0.1", "8099");
    }
}
