package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Api;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Limit;
import org.servin.itests.harness.RawConnection;

/** Events of all that happens, with the attributes that dockerd 20.10 gives them in the same acts; and readers that do not keep up. */
public class EventsIT {
    private static final int FLOOD = 10_500;
    private static final ObjectMapper JSON = new ObjectMapper();
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final Timeout limit = Limit.ofSeconds(120);
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static void docker(String line, String... more) {
        List<String> args = new ArrayList<>(List.of(line.split(" ")));
        args.addAll(List.of(more));
        ENGINE.docker(args.toArray(String[]::new)).exits(0);
    }

    private static String now() {
        return Command.run("date", "+%s.%N").text();
    }

    /** Past events of one type, with attributes; ids are {@code ID}. */
    private static List<String> events(String since, String type) {
        return ENGINE.docker("events", "--since", since, "--until", now(), "--filter", "type=" + type, "--format", "{{.Action}} {{json .Actor.Attributes}}").text()
                .replaceAll("[0-9a-f]{64}", "ID").replace("\"", "").lines().toList();
    }

    @Test
    public void containersTellOfAllThatIsDoneToThem() throws IOException {
        String since = now();
        Path file = folder.newFile().toPath();
        docker("create --name ev -l l=1 busybox sh -c", "trap 'exit 3' TERM; touch /ready; while :; do usleep 20000; done");
        docker("rename ev ev1");
        docker("start ev1");
        Await.until("the trap is set", () -> ENGINE.docker("cp", "ev1:/ready", "-").exit() == 0);
        String acts = now();
        assertEquals(4, ENGINE.docker("exec", "ev1", "sh", "-c", "exit 4").exit());
        docker("pause ev1");
        docker("unpause ev1");
        docker("update --memory 64m --memory-swap -1 ev1");
        docker("top ev1");
        docker("cp ev1:/etc/hostname", file.toString());
        docker("cp", file.toString(), "ev1:/hn");
        docker("commit -m hey ev1 evimg:1");
        docker("export -o", file.toString(), "ev1");
        docker("kill -s USR1 ev1");
        docker("restart -t 5 ev1");
        Await.until("the trap is set", () -> ENGINE.docker("cp", "ev1:/ready", "-").exit() == 0);
        docker("stop -t 5 ev1");
        docker("start ev1");
        docker("kill ev1");
        docker("wait ev1");
        docker("rm ev1");
        String end = "image:busybox,l:1,name:ev1}";
        List<String> seen = events(acts, "container");
        List<String> copies = seen.stream().filter(e -> e.startsWith("archive-path")).toList();
        assertTrue(copies.toString(), copies.size() >= 2 && copies.stream().allMatch(("archive-path {" + end)::equals));
        assertEquals(List.of("exec_create: sh -c exit 4 {execID:ID," + end, "exec_start: sh -c exit 4 {execID:ID," + end, "exec_die {execID:ID,exitCode:4," + end, "pause {" + end,
                "unpause {" + end, "update {" + end, "top {" + end, "extract-to-dir {" + end, "pause {" + end, "commit {comment:hey,image:busybox,imageID:sha256:ID,imageRef:evimg:1,l:1,name:ev1}",
                "unpause {" + end, "export {" + end, "kill {" + end.replace("}", ",signal:10}"), "kill {" + end.replace("}", ",signal:15}"), "die {exitCode:3," + end, "stop {" + end, "start {" + end,
                "restart {" + end, "kill {" + end.replace("}", ",signal:15}"), "die {exitCode:3," + end, "stop {" + end, "start {" + end, "kill {" + end.replace("}", ",signal:9}"),
                "die {exitCode:137," + end, "destroy {" + end), seen.stream().filter(e -> !e.startsWith("archive-path")).toList());
        assertEquals(List.of("create {image:busybox,l:1,name:ev}", "rename {image:busybox,l:1,name:ev1,oldName:/ev}", "start {" + end), events(since, "container").subList(0, 3));
        docker("rmi evimg:1");
    }

    @Test
    public void imagesVolumesAndNetworksTell() throws IOException {
        docker("container prune -f");
        String since = now();
        Path saved = folder.newFile().toPath();
        Path exported = folder.newFile().toPath();
        docker("network create --label n=1 evnet");
        docker("volume create --label v=1 evvol");
        docker("run --name ev2 -l l=1 -v evvol:/v --network evnet busybox true");
        docker("commit ev2 evimg:1");
        docker("export -o", exported.toString(), "ev2");
        docker("rm ev2");
        docker("tag evimg:1 evimg:2");
        docker("save -o", saved.toString(), "evimg:1");
        docker("rmi evimg:1 evimg:2");
        docker("load -i", saved.toString());
        docker("rmi evimg:1");
        docker("import", exported.toString(), "evimp:1");
        docker("rmi evimp:1");
        docker("network rm evnet");
        docker("volume rm evvol");
        docker("network prune -f");
        docker("volume prune -f");
        docker("image prune -f");
        docker("container prune -f");
        assertEquals(List.of("tag {l:1,name:evimg:1}", "tag {l:1,name:evimg:2}", "save {l:1,name:sha256:ID}", "untag {l:1,name:sha256:ID}", "untag {l:1,name:sha256:ID}",
                "delete {name:sha256:ID}", "load {l:1,name:sha256:ID}", "untag {l:1,name:sha256:ID}", "delete {name:sha256:ID}", "tag {name:evimp:1}", "import {name:sha256:ID}",
                "untag {name:sha256:ID}", "delete {name:sha256:ID}", "prune {reclaimed:0}"), events(since, "image"));
        assertEquals(List.of("create {driver:local}", "mount {container:ID,destination:/v,driver:local,propagation:,read/write:true}", "unmount {container:ID,driver:local}",
                "destroy {driver:local}", "prune {reclaimed:0}"), events(since, "volume").stream().distinct().toList());
        assertEquals(List.of("create {name:evnet,type:bridge}", "connect {container:ID,name:evnet,type:bridge}", "disconnect {container:ID,name:evnet,type:bridge}",
                "destroy {name:evnet,type:bridge}", "prune {reclaimed:0}"), events(since, "network"));
        assertEquals("prune {reclaimed:0}", events(since, "container").get(events(since, "container").size() - 1));
    }

    @Test
    public void anOomKillIsTold() {
        String since = now();
        assertEquals(137, ENGINE.docker("run", "--name", "oom", "-m", "8m", "busybox", "sh", "-c", "head -c 100m /dev/zero | tail").exit());
        assertEquals(List.of("create", "attach", "start", "oom", "die"), events(since, "container").stream().map(e -> e.split(" ")[0]).distinct().toList());
        docker("rm oom");
    }

    /** The actions that come through a filter in the form that the API has it. */
    private static String filtered(String since, String until, String filters) throws IOException {
        try (Api api = new Api(ENGINE.socket())) {
            String query = "?since=" + since + "&until=" + until + "&filters=" + URLEncoder.encode(filters, StandardCharsets.UTF_8);
            return api.call("GET", "/events" + query, "").body().lines().map(EventsIT::action).filter(a -> !a.startsWith("network")).collect(Collectors.joining(" "));
        }
    }

    private static String action(String line) {
        JsonNode event = read(line);
        return event.get("Type").asText() + ":" + event.get("Action").asText();
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    /** In the map form a value that is set to false equals nothing, but is looked for where beginnings are. */
    @Test
    public void everyFilterInBothForms() throws IOException {
        String since = now();
        docker("run --name filtered -l l=1 busybox true");
        docker("volume create filvol");
        docker("volume rm filvol");
        docker("rm filtered");
        String until = now();
        String container = "container:create container:attach container:start container:die container:destroy";
        String volume = "volume:create volume:destroy";
        assertEquals(container + " " + volume, sortedTypes(filtered(since, until, "{}")));
        assertEquals(volume, filtered(since, until, "{\"type\":[\"volume\"]}"));
        assertEquals(volume, filtered(since, until, "{\"type\":{\"volume\":true,\"container\":false}}"));
        assertEquals("", filtered(since, until, "{\"type\":{\"volume\":false}}"));
        assertEquals("container:die", filtered(since, until, "{\"event\":{\"start\":false,\"die\":true}}"));
        assertEquals("", filtered(since, until, "{\"scope\":{\"local\":false}}"));
        assertEquals("", filtered(since, until, "{\"scope\":[\"swarm\"]}"));
        assertEquals(container, filtered(since, until, "{\"image\":[\"busybox\"]}"));
        assertEquals("", filtered(since, until, "{\"image\":{\"busybox\":false}}"));
        assertEquals(container, filtered(since, until, "{\"container\":[\"filtered\"],\"type\":[\"container\"]}"));
        assertEquals(container, filtered(since, until, "{\"container\":{\"filtered\":false},\"type\":{\"container\":true}}"));
        assertEquals(container, filtered(since, until, "{\"label\":[\"l=1\"]}"));
        assertEquals("", filtered(since, until, "{\"label\":[\"l=2\"]}"));
        assertEquals(volume, filtered(since, until, "{\"volume\":[\"filvol\"]}"));
        assertEquals("container:die container:destroy", filtered(since, until, "{\"event\":[\"die\",\"destroy\"],\"type\":[\"container\"]}"));
        assertEquals("", filtered(since, until, "{\"plugin\":[\"x\"]}"));
        assertEquals("", filtered(since, until, "{\"daemon\":[\"x\"]}"));
    }

    private static String sortedTypes(String actions) {
        return List.of(actions.split(" ")).stream().sorted((a, b) -> a.split(":")[0].compareTo(b.split(":")[0])).collect(Collectors.joining(" "));
    }

    private static int listeners() {
        return Integer.parseInt(ENGINE.docker("info", "-f", "{{.NEventsListener}}").text());
    }

    /** A reader: the heights that the terminal was told, as they come, until the last. */
    private static Future<List<Integer>> reader(ExecutorService threads, String id) {
        return threads.submit(() -> {
            try (RawConnection events = follow(id)) {
                return heights(events, FLOOD);
            }
        });
    }

    private static RawConnection follow(String id) throws IOException {
        String filters = URLEncoder.encode("{\"container\":[\"" + id + "\"],\"event\":[\"resize\"]}", StandardCharsets.UTF_8);
        RawConnection events = new RawConnection(ENGINE.socket(), "GET", "/events?filters=" + filters, "", new byte[0]);
        assertEquals(200, events.status());
        return events;
    }

    private static List<Integer> heights(RawConnection events, int last) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(events.chunks(), StandardCharsets.UTF_8));
        List<Integer> heights = new ArrayList<>();
        while (heights.isEmpty() || heights.get(heights.size() - 1) < last) {
            heights.add(read(lines.readLine()).get("Actor").get("Attributes").get("height").asInt());
        }
        return heights;
    }

    private static long resident() throws IOException {
        return Files.readString(Path.of("/proc/" + ENGINE.pid() + "/status")).lines().filter(l -> l.startsWith("VmRSS:")).mapToLong(l -> Long.parseLong(l.replaceAll("\\D", ""))).findFirst().orElseThrow();
    }

    /**
     * Many more events than the engine keeps for a reader pass one that takes none. Dockerd leaves out what does not fit, without a word; here such a reader is cut off, so that it
     * knows, and can ask again from the last event that it has. Nobody else notices.
     */
    @Test
    public void aReaderThatTakesNothingIsCutOff() throws Exception {
        String id = ENGINE.docker("run", "-dt", "busybox", "sleep", "1000").text();
        ExecutorService threads = Executors.newCachedThreadPool();
        try (RawConnection slow = follow(id); Api api = new Api(ENGINE.socket())) {
            List<Future<List<Integer>>> readers = List.of(reader(threads, id), reader(threads, id));
            Await.until("three listen", () -> listeners() == 3);
            long before = resident();
            long began = System.nanoTime();
            for (int i = 1; i <= FLOOD; i++) {
                api.call("POST", "/containers/" + id + "/resize?w=80&h=" + i, "");
            }
            long took = (System.nanoTime() - began) / 1_000_000;
            for (Future<List<Integer>> reader : readers) {
                List<Integer> heights = reader.get();
                assertEquals(FLOOD, heights.size());
                for (int i = 0; i < FLOOD; i++) {
                    assertEquals(Integer.valueOf(i + 1), heights.get(i));
                }
            }
            Await.until("nobody listens, not even the slow one", () -> listeners() == 0);
            System.out.printf("%d events in %d ms: the engine has %d KiB more resident%n", FLOOD, took, resident() - before);
            List<Integer> got = new ArrayList<>();
            assertThrows("the answer is cut off", IOException.class, () -> {
                BufferedReader lines = new BufferedReader(new InputStreamReader(slow.chunks(), StandardCharsets.UTF_8));
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    got.add(read(line).get("Actor").get("Attributes").get("height").asInt());
                }
            });
            assertTrue("it has what came first: " + got.size(), got.size() >= 4096 && got.size() < FLOOD);
            for (int i = 0; i < got.size(); i++) {
                assertEquals(Integer.valueOf(i + 1), got.get(i));
            }
        } finally {
            threads.shutdownNow();
        }
        docker("rm -f", id);
    }
}
