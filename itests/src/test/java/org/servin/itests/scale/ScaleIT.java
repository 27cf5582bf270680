package org.servin.itests.scale;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Api;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Machine;

/** Hundreds of containers at once, by many clients: none fails, and nothing of them stays while the engine runs on. */
public class ScaleIT {
    private static final int CONTAINERS = 300;
    private static final int CLIENTS = 16;
    private static final String SLEEPER = """
            {"Image": "busybox", "Cmd": ["sleep", "3600"], "ExposedPorts": {"80/tcp": {}}, "HostConfig": {"PortBindings": {"80/tcp": [{"HostIp": "127.0.0.1"}]}}}""";
    @ClassRule
    public static final Engine ENGINE = new Engine();

    /** What one client does for one container. */
    private interface Deed<T> {
        T on(Api api, int number) throws IOException;
    }

    /** Has all clients share the containers out, and fails if anything failed. */
    private static <T> List<T> all(Deed<T> deed) throws InterruptedException, ExecutionException {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<List<T>>> running = IntStream.range(0, CLIENTS).mapToObj(client -> clients.submit(() -> share(deed, client))).toList();
            List<T> results = new ArrayList<>();
            for (Future<List<T>> f : running) {
                results.addAll(f.get());
            }
            return results;
        } finally {
            clients.shutdownNow();
        }
    }

    private static <T> List<T> share(Deed<T> deed, int client) throws IOException {
        List<T> results = new ArrayList<>();
        try (Api api = new Api(ENGINE.socket())) {
            for (int number = client; number < CONTAINERS; number += CLIENTS) {
                results.add(deed.on(api, number));
            }
        }
        return results;
    }

    private static String start(Api api) throws IOException {
        String id = api.call("POST", "/containers/create", SLEEPER).field("Id");
        api.call("POST", "/containers/" + id + "/start", "");
        return id;
    }

    @Test
    public void hundredsStartStopAndLeaveNothing() throws Exception {
        Machine machine = Machine.now();
        String network = network();
        List<String> ids = all((api, number) -> start(api));
        assertEquals(CONTAINERS, ids.stream().distinct().count());
        try (Api api = new Api(ENGINE.socket())) {
            String running = api.call("GET", "/containers/json", "").body();
            assertEquals(CONTAINERS, values(running, "\"State\":\"(running)\"").size());
            assertEquals("each has an address of its own", CONTAINERS, values(running, "\"IPAddress\":\"([0-9.]+)\"").stream().distinct().count());
            assertEquals("each has a port of its own", CONTAINERS, values(running, "\"PublicPort\":([0-9]+)").stream().distinct().count());
        }
        all((api, number) -> api.call("POST", "/containers/" + ids.get(number) + "/stop?t=0", ""));
        all((api, number) -> api.call("DELETE", "/containers/" + ids.get(number), ""));
        Machine.now().mustEqual(machine);
        Await.until(() -> "the network is as it was:\n" + network + "\nbut is\n" + network(), () -> network.equals(network()));
        ENGINE.mustBeIdle();
    }

    private static List<String> values(String json, String pattern) {
        return Pattern.compile(pattern).matcher(json).results().map((MatchResult m) -> m.group(1)).toList();
    }

    /** Links, routes and firewall of the engine's namespace. Not whether a link has its carrier: a bridge loses that a moment after its last port. */
    private static String network() {
        return ENGINE.inNamespace("sh", "-c", "ip -o link | sed 's/: <.*//'; ip -4 route | sed 's/ linkdown//'; nft list ruleset").text();
    }
}
