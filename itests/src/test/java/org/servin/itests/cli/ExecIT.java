package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Api;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;

/** Further processes in containers. */
public class ExecIT {
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String create(String container, String command) throws IOException {
        return call("POST", "/containers/" + container + "/exec", "{\"AttachStdout\": true, \"Cmd\": [\"sh\", \"-c\", \"" + command + "\"]}").field("Id");
    }

    private static Api.Answer call(String method, String path, String body) throws IOException {
        try (Api api = new Api(ENGINE.socket())) {
            return api.call(method, path, body);
        }
    }

    private static String start(String exec) throws IOException {
        call("POST", "/exec/" + exec + "/start", "{\"Detach\": true}");
        return exec;
    }

    private static String state(String exec) {
        try {
            String body = call("GET", "/exec/" + exec + "/json", "").body();
            return body.replaceAll(".*\"Running\":(\\w+),\"ExitCode\":(\\w+).*\\s*", "$1 $2");
        } catch (IOException e) {
            return e.getMessage();
        }
    }

    @Test
    public void execsOutliveTheEngine() throws IOException {
        String id = ENGINE.docker("run", "-d", "busybox", "sleep", "1000").text();
        String fresh = create(id, "exit 6");
        String ended = start(create(id, "exit 3"));
        Await.until("the exec has ended", () -> state(ended).equals("false 3"));
        String runs = start(create(id, "while [ ! -e /go ]; do usleep 20000; done; exit 4"));
        String endsMeanwhile = start(create(id, "while [ ! -e /end ]; do usleep 20000; done; exit 5"));
        Path merged = Path.of("/proc/" + ENGINE.docker("inspect", "-f", "{{.State.Pid}}", id).text() + "/root");
        ENGINE.kill();
        Files.createFile(merged.resolve("end"));
        ENGINE.start();
        assertEquals("false null", state(fresh));
        assertEquals("false 3", state(ended));
        assertEquals("true null", state(runs));
        Await.until("the end that nobody saw is known", () -> state(endsMeanwhile).equals("false 5"));
        assertEquals(new TreeSet<>(Set.of(fresh, runs)), execIds(id));
        Files.createFile(merged.resolve("go"));
        Await.until("the exec ends", () -> state(runs).equals("false 4"));
        start(fresh);
        Await.until("the exec ends", () -> state(fresh).equals("false 6"));
        assertEquals(Set.of(), execIds(id));
        ENGINE.stop();
        ENGINE.start();
        assertEquals("false 4", state(runs));
        ENGINE.docker("rm", "-f", id).exits(0);
        assertTrue(state(runs), state(runs).contains("No such exec instance"));
    }

    private static Set<String> execIds(String id) {
        return ENGINE.docker("inspect", "-f", "{{range .ExecIDs}}{{println .}}{{end}}", id).text().lines().filter(l -> !l.isBlank()).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    public void anExecIsConfinedAsItsContainer() throws IOException {
        String id = ENGINE.docker("run", "-d", "--ulimit", "nofile=99:199", "--cap-drop", "CHOWN", "--cap-add", "NET_ADMIN", "--oom-score-adj", "77", "--security-opt", "no-new-privileges",
                "--group-add", "4711", "--pids-limit", "40", "busybox", "sleep", "1000").text();
        String facts = "grep -E '^(Cap|NoNew|Seccomp:|Groups)' /proc/%s/status; cat /proc/%s/oom_score_adj; grep 'open files' /proc/%s/limits; cat /proc/%s/cgroup";
        assertEquals(ENGINE.docker("exec", id, "sh", "-c", facts.replace("%s", "1")).text(), ENGINE.docker("exec", id, "sh", "-c", facts.replace("%s", "self")).text());
        start(create(id, "echo $$ > /pid; exec sleep 1000"));
        String first = ENGINE.docker("inspect", "-f", "{{.State.Pid}}", id).text();
        Await.until("the exec runs", () -> ENGINE.docker("top", id, "-o", "pid,args").out().lines().filter(l -> l.endsWith("sleep 1000")).count() == 2);
        for (String line : ENGINE.docker("top", id, "-o", "pid,args").out().lines().filter(l -> l.endsWith("sleep 1000")).toList()) {
            assertEquals(Files.readString(Path.of("/proc/" + first + "/cgroup")), Files.readString(Path.of("/proc/" + line.strip().split(" ")[0] + "/cgroup")));
        }
    }

    @Test
    public void privilegedOnesMayMore() {
        String id = ENGINE.docker("run", "-d", "--cap-drop", "ALL", "busybox", "sleep", "1000").text();
        assertEquals("CapEff:\t0000000000000000", ENGINE.docker("exec", id, "grep", "CapEff", "/proc/self/status").text());
        String all = ENGINE.docker("exec", "--privileged", id, "grep", "CapEff", "/proc/self/status").text();
        assertEquals(ENGINE.docker("run", "--rm", "--privileged", "busybox", "grep", "CapEff", "/proc/self/status").text(), all);
    }

    @Test
    public void groupsAreTheAccountsOwn() {
        String id = ENGINE.docker("run", "-d", "--user", "nobody", "busybox", "sh", "-c", "sleep 1000").text();
        assertEquals("uid=65534(nobody) gid=65534(nogroup) groups=65534(nogroup)", ENGINE.docker("exec", id, "id").text());
        assertEquals("uid=0(root) gid=0(root) groups=0(root),10(wheel)", ENGINE.docker("exec", "-u", "root", id, "id").text());
        assertEquals("uid=0(root) gid=1(daemon) groups=1(daemon)", ENGINE.docker("exec", "-u", "root:daemon", id, "id").text());
        assertTrue(ENGINE.docker("exec", "-u", "nosuch", id, "id").exits(126).out().contains("unable to find user nosuch"));
    }

    @Test
    public void exitCodesAreDockers() {
        String id = ENGINE.docker("run", "-d", "busybox", "sh", "-c", "printf zzzz > /format; chmod +x /format; echo x > /plain; sleep 1000").text();
        Await.until("the files are there", () -> ENGINE.docker("exec", id, "test", "-e", "/plain").exit() == 0);
        ENGINE.docker("exec", id, "sh", "-c", "exit 42").exits(42);
        ENGINE.docker("exec", id, "sh", "-c", "kill -9 $$").exits(137);
        assertTrue(ENGINE.docker("exec", id, "nosuch").exits(126).out().contains("executable file not found in $PATH"));
        assertTrue(ENGINE.docker("exec", id, "/plain").exits(126).out().contains("permission denied"));
        assertEquals("exec /format: exec format error\n", ENGINE.docker("exec", id, "/format").exits(1).err());
    }

    @Test
    public void endsWithItsContainer() throws InterruptedException {
        String id = ENGINE.docker("run", "-d", "busybox", "sleep", "1000").text();
        Process exec = ENGINE.dockerStart("exec", id, "sh", "-c", "touch /there; sleep 1000");
        Await.until("the exec runs", () -> ENGINE.docker("exec", id, "test", "-e", "/there").exit() == 0);
        ENGINE.docker("kill", id).exits(0);
        assertEquals(137, exec.waitFor());
    }
}
