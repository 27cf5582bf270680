package org.servin.itests.clients;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.After;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** docker-compose 1.29 brings up a project of five services, changes it, scales it and takes it down. */
public class ComposeIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();
    private static final Path FILE = Path.of("src/test/resources/compose/docker-compose.yml").toAbsolutePath();

    @After
    public void removeAll() {
        compose("down", "-t", "0", "-v").exits(0);
    }

    private static Command compose(String... args) {
        return composeOf("usual", args);
    }

    private static Command composeOf(String kind, String... args) {
        List<String> all = new ArrayList<>(List.of("docker-compose", "--ansi", "never", "-p", "it", "-f", FILE.toString()));
        all.addAll(List.of(args));
        Map<String, String> environment = new HashMap<>();
        environment.put("DOCKER_HOST", ENGINE.host());
        environment.put("KIND", kind);
        return Command.run(environment, new byte[0], all);
    }

    private static String inspect(String name, String format) {
        return ENGINE.docker("inspect", "-f", format, name).text();
    }

    private static TreeSet<String> running() {
        return new TreeSet<>(ENGINE.docker("ps", "--format", "{{.Names}}").text().lines().toList());
    }

    private static String inside(String service, String script) {
        return compose("exec", "-T", service, "sh", "-c", script).text();
    }

    private static String page() {
        String port = compose("port", "front", "80").text().replaceAll(".*:", "");
        return ENGINE.inNamespace("curl", "-s", "http://127.0.0.1:" + port + "/page").out().strip();
    }

    /** Brings everything up; what waits for the data's health must not be there before. */
    private static void bringUp() {
        CompletableFuture<Command> up = CompletableFuture.supplyAsync(() -> compose("up", "-d"));
        Await.until("the data's container runs, and more than one look at its health was in vain", () -> Integer.parseInt("0" + ENGINE.docker("inspect", "-f", "{{len .State.Health.Log}}", "it_data_1").out().strip()) > 1);
        assertFalse(running().toString(), running().contains("it_server_1") || running().contains("it_worker_1"));
        ENGINE.docker("exec", "it_data_1", "touch", "/tmp/go").exits(0);
        up.join().exits(0);
        assertEquals(new TreeSet<>(List.of("it_data_1", "it_front_1", "it_memory_1", "it_server_1", "it_worker_1")), running());
        assertEquals("healthy", inspect("it_data_1", "{{.State.Health.Status}}"));
    }

    @Test
    public void aProjectComesUpIsChangedAndGoesDown() {
        bringUp();
        Await.until(() -> "the front shows the servers' page: " + page(), () -> page().equals("first"));
        assertEquals("first", inside("worker", "touch /data/x 2>/dev/null || cat /data/page"));
        assertEquals("true", inspect("it_worker_1", "{{range .Mounts}}{{if eq .Destination \"/data\"}}{{not .RW}}{{end}}{{end}}"));
        theNetworksAreApart();
        scaled();
        theWorkerIsReplaced();
        paused();
        compose("down", "-t", "0").exits(0);
        assertEquals(new TreeSet<>(), running());
        List<String> kept = new ArrayList<>(ENGINE.docker("volume", "ls", "-q", "-f", "dangling=true").text().lines().toList());
        assertTrue(kept.toString(), kept.removeAll(List.of("it_data", "it_memory")) && kept.size() == 1); // and the worker's own, which nobody asked to be removed
        ENGINE.docker("volume", "rm", kept.get(0)).exits(0);
        assertEquals("yes", ENGINE.docker("volume", "inspect", "-f", "{{.Labels.keep}}", "it_data").text());
        bringUp();
        assertEquals("first second", inside("data", "echo $(cat /data/page)"));
        assertEquals("1", inside("memory", "ls /memory | wc -l"));
        compose("down", "-t", "0", "-v", "--remove-orphans").exits(0);
        nothingIsLeft();
    }

    private static void theNetworksAreApart() {
        assertEquals("2", inspect("it_front_1", "{{len .NetworkSettings.Networks}}"));
        assertTrue(inside("front", "nslookup cache 127.0.0.11").contains(inspect("it_memory_1", "{{.NetworkSettings.Networks.it_back.IPAddress}}")));
        assertEquals("", inside("data", "ip route | grep default || true"));
    }

    private static void scaled() {
        compose("up", "-d", "-t", "0", "--scale", "server=3").exits(0);
        assertTrue(running().containsAll(List.of("it_server_1", "it_server_2", "it_server_3")));
        for (int i = 1; i <= 3; i++) {
            String address = inspect("it_server_" + i, "{{.NetworkSettings.Networks.it_back.IPAddress}}");
            assertTrue(inside("front", "nslookup server 127.0.0.11").contains(address));
            assertEquals("first", inside("front", "wget -q -O - http://" + address + "/page"));
        }
        Await.until("they share their memory", () -> inside("memory", "ls /memory | wc -l").equals("3"));
        compose("up", "-d", "-t", "0", "--scale", "server=1").exits(0);
        assertFalse(running().contains("it_server_2"));
    }

    /** What has changed is made anew, with its anonymous volume; the rest goes on. */
    private static void theWorkerIsReplaced() {
        String worker = inspect("it_worker_1", "{{.Id}}");
        String data = inspect("it_data_1", "{{.Id}} {{.State.StartedAt}}");
        composeOf("other", "up", "-d", "-t", "0").exits(0);
        assertNotEquals(worker, inspect("it_worker_1", "{{.Id}}"));
        assertEquals(data, inspect("it_data_1", "{{.Id}} {{.State.StartedAt}}"));
        Await.until("the new one works on with the old one's volume", () -> inside("worker", "echo $(ls /own)").equals("other usual"));
    }

    private static void paused() {
        inside("data", "echo second >> /data/page");
        compose("restart", "-t", "0", "server").exits(0);
        compose("stop", "-t", "0").exits(0);
        assertEquals(new TreeSet<>(), running());
        compose("start", "memory").exits(0);
        assertEquals("0", inside("memory", "ls /memory | wc -l"));
    }

    private static void nothingIsLeft() {
        assertEquals("", ENGINE.docker("ps", "-aq").text());
        assertEquals("", ENGINE.docker("volume", "ls", "-q").text());
        assertEquals("bridge host none", String.join(" ", new TreeSet<>(ENGINE.docker("network", "ls", "--format", "{{.Name}}").text().lines().toList())));
        try {
            assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(ENGINE.root().resolve("volumes").toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
