package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.RawConnection;

/** Fifty clients do everything to one container at once: each call is answered, in words that dockerd has, too, and what is left is a container in one state, or none. */
public class CrowdIT {
    private static final long LIMIT = 120_000;
    private static final int CLIENTS = 50;
    private static final int ROUNDS = 12;
    /** What dockerd also calls its own failure (500), not the client's. */
    private static final Pattern OWN_FAILURES = Pattern.compile("(Container [0-9a-f]+ is not paused|Cannot restart container .*|Cannot update .*|Could not kill container .*"
            + "|Error when allocating new name: .*|.*No such container.*|OCI runtime exec failed.*|.*is not running.*)\\s*");
    @ClassRule
    public static final Engine ENGINE = new Engine();
    private final Map<String, AtomicInteger> failures = new ConcurrentSkipListMap<>();
    private final AtomicInteger calls = new AtomicInteger();

    /** An answer: its status and body, to its end. */
    private record Answer(int status, String body) { }

    private static Answer call(String method, String path, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String headers = "Connection: close\r\n" + (body.length > 0 ? "Content-Type: application/json\r\n" : "");
        try (RawConnection connection = new RawConnection(ENGINE.socket(), method, path, headers, body)) {
            return new Answer(connection.status(), new String(connection.body().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private void count(String what, Answer answer) {
        calls.incrementAndGet();
        if (answer.status() >= 400 && answer.status() != 404 && answer.status() != 409) {
            String message = answer.body().replaceAll("(?s).*\"message\":\"(.*)\".*", "$1").replace("\\n", " ");
            if (answer.status() != 500 || !OWN_FAILURES.matcher(message).matches()) {
                failures.computeIfAbsent(what + ": " + answer.status() + " " + message, k -> new AtomicInteger()).incrementAndGet();
            }
        }
    }

    private void post(String what, String json) throws IOException {
        count(what, call("POST", what, json));
    }

    /** One client's calls of one kind, at the container with that id. */
    private List<Callable<Void>> kinds(String id) {
        String c = "/containers/" + id;
        AtomicInteger names = new AtomicInteger();
        List<Act> acts = List.of(
                () -> post(c + "/start", ""), () -> post(c + "/start", ""), () -> post(c + "/stop?t=0", ""), () -> post(c + "/stop?t=1", ""), () -> post(c + "/kill", ""),
                () -> post(c + "/kill?signal=USR1", ""), () -> post(c + "/pause", ""), () -> post(c + "/unpause", ""), () -> post(c + "/unpause", ""), () -> post(c + "/restart?t=0", ""),
                () -> post(c + "/rename?name=crowd" + names.incrementAndGet(), ""), () -> post(c + "/update", "{\"Memory\":100000000,\"MemorySwap\":-1,\"RestartPolicy\":{\"Name\":\"always\"}}"),
                () -> post(c + "/update", "{\"CpuShares\":512,\"RestartPolicy\":{\"Name\":\"no\"}}"), () -> count("inspect", call("GET", c + "/json?size=1", "")),
                () -> count("list", call("GET", "/containers/json?all=1", "")), () -> count("logs", call("GET", c + "/logs?stdout=1&stderr=1&follow=0", "")),
                () -> count("follow", call("GET", c + "/logs?stdout=1&follow=1", "")), () -> count("top", call("GET", c + "/top", "")),
                () -> count("stats", call("GET", c + "/stats?stream=0&one-shot=1", "")), () -> exec(c), () -> exec(c), () -> count("changes", call("GET", c + "/changes", "")),
                () -> count("archive", call("GET", c + "/archive?path=/etc/hostname", "")), () -> post(c + "/wait", ""), () -> post(c + "/wait?condition=next-exit", ""));
        List<Callable<Void>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Act act = acts.get(i % acts.size());
            clients.add(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    act.run();
                }
                return null;
            });
        }
        return clients;
    }

    /** Something that one does. */
    private interface Act {
        void run() throws IOException;
    }

    private void exec(String c) throws IOException {
        Answer made = call("POST", c + "/exec", "{\"Cmd\":[\"echo\",\"x\"],\"AttachStdout\":true}");
        count("exec", made);
        if (made.status() == 201) {
            count("exec start", call("POST", "/exec/" + made.body().replaceAll("(?s).*\"Id\":\"([0-9a-f]+)\".*", "$1") + "/start", "{\"Detach\":false}"));
        }
    }

    @Test(timeout = LIMIT)
    public void everybodyIsAnsweredAndTheStateIsOne() throws Exception {
        String id = ENGINE.docker("run", "-d", "--stop-signal", "KILL", "--health-cmd", "true", "--health-interval", "50ms", "-p", "127.0.0.1:9300:80", "busybox", "sh", "-c",
                "trap '' USR1; while true; do echo line; usleep 50000; done").text();
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 1);
        try {
            List<Future<Void>> clients = kinds(id).stream().map(threads::submit).toList();
            // those who wait and follow need an end now and then, also when all others have had their turns
            Future<Void> ends = threads.submit(() -> {
                while (clients.stream().anyMatch(c -> !c.isDone())) {
                    post("/containers/" + id + "/restart?t=0", "");
                }
                return null;
            });
            for (Future<Void> client : clients) {
                client.get();
            }
            ends.get();
            System.out.printf("%d calls by %d clients%n", calls.get(), CLIENTS);
            assertEquals(Map.of(), new TreeMap<>(failures));
            becomesWhatIsAskedFor(id);
        } finally {
            threads.shutdownNow();
        }
        ENGINE.docker("rm", "-f", id).exits(0);
        assertEquals("", ENGINE.docker("ps", "-aq").text());
    }

    /** Whatever the last call was, the container obeys, and what is told of it fits together. */
    private static void becomesWhatIsAskedFor(String id) throws IOException {
        String format = "{{.State.Status}} {{.State.Running}} {{.State.Paused}} {{.State.Restarting}} {{if .State.Pid}}pid{{else}}none{{end}}";
        String seen = ENGINE.docker("inspect", "-f", format, id).text();
        assertTrue(seen, List.of("running true false false pid", "paused true true false pid", "exited false false false none").contains(seen));
        call("POST", "/containers/" + id + "/unpause", "");
        call("POST", "/containers/" + id + "/update", "{\"RestartPolicy\":{\"Name\":\"no\"}}");
        ENGINE.docker("restart", "-t", "0", id).exits(0);
        assertEquals("running true false false pid", ENGINE.docker("inspect", "-f", format, id).text());
        assertEquals("x", ENGINE.docker("exec", id, "echo", "x").text());
        ENGINE.docker("stop", "-t", "0", id).exits(0);
        assertEquals("exited false false false none", ENGINE.docker("inspect", "-f", format, id).text());
    }

    /** A removal by force among all the other calls takes the container away once, and everybody learns that it is gone. */
    @Test(timeout = LIMIT)
    public void aRemovalAmongOtherCallsIsTheEnd() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CLIENTS + 2);
        try {
            for (int round = 0; round < 3; round++) {
                String id = ENGINE.docker("run", "-d", "busybox", "sleep", "1000").text();
                List<Future<Void>> clients = kinds(id).stream().map(threads::submit).toList();
                AtomicInteger removed = new AtomicInteger();
                Callable<Void> remover = () -> {
                    int status;
                    do {
                        Answer answer = call("DELETE", "/containers/" + id + "?force=1", "");
                        count("remove", answer);
                        status = answer.status();
                    } while (status != 204 && status != 404);
                    removed.addAndGet(status == 204 ? 1 : 0);
                    return null;
                };
                for (Future<Void> one : List.of(threads.submit(remover), threads.submit(remover))) {
                    one.get();
                }
                for (Future<Void> client : clients) {
                    client.get();
                }
                assertEquals(1, removed.get());
                assertEquals("", ENGINE.docker("ps", "-aq").text());
            }
            assertEquals(Map.of(), new TreeMap<>(failures));
        } finally {
            threads.shutdownNow();
        }
    }
}
