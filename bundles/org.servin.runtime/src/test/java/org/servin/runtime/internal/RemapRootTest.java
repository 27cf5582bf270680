package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.fs.Mounts;
import org.servin.spi.IdMaps;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Rlimit;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;

/** Containers with a user namespace, on a real kernel. */
class RemapRootTest {
    private static final IdMaps MAPS = IdMaps.parse(List.of("0:300000:2000"), List.of("0:400000:1000", "1000:500000:1000"));
    private static final Owner ROOT = MAPS.root();
    private Box box;
    private ServinRuntime runtime;

    @BeforeEach
    void open() {
        Root.isNeeded();
        box = new Box();
        runtime = new ServinRuntime();
        own(box.root());
    }

    @AfterEach
    void close() {
        if (box != null) {
            runtime.close();
            box.close();
        }
    }

    private static void own(Path tree) {
        try (var files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.setAttribute(file, "unix:uid", ROOT.uid(), LinkOption.NOFOLLOW_LINKS);
                Files.setAttribute(file, "unix:gid", ROOT.gid(), LinkOption.NOFOLLOW_LINKS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private LaunchSpec spec(String script, Consumer<Box.Change> edit) {
        return box.spec(List.of("sh", "-c", script), c -> c.with(x -> {
            Namespace own = Namespace.fresh();
            x.maps = MAPS;
            x.namespaces = new Namespaces(own, own, own, own, Namespace.host(), own);
            edit.accept(x);
        }));
    }

    private String run(int code, String script, Consumer<Box.Change> edit) {
        LaunchSpec spec = spec(script, edit);
        Task task = runtime.launch(spec);
        task.start();
        String output = Box.readAll(task, Stream.STDOUT) + (Box.stream(task, Stream.STDERR).isPresent() ? Box.readAll(task, Stream.STDERR) : "");
        assertEquals(code, Box.exit(task).code(), output);
        task.release();
        task.destroy();
        LaunchRootTest.assertNothingLeft(spec);
        return output;
    }

    private String run(String script) {
        return run(0, script, x -> { });
    }

    private static int uid(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    private static int gid(Path file) throws IOException {
        return (int) Files.getAttribute(file, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void rootInsideIsNotRootOutside() {
        String maps = run("tr -s ' ' < /proc/self/uid_map; tr -s ' ' < /proc/self/gid_map; cat /proc/self/setgroups; id -u; id -g; grep -E '^(Uid|Groups)' /proc/self/status");
        assertEquals(" 0 300000 2000\n 0 400000 1000\n 1000 500000 1000\nallow\n0\n0\nUid:\t0\t0\t0\t0\nGroups:\t0 10 \n", maps);
    }

    @Test
    void thePlaceOfProcessesIsSeenOutside() throws IOException {
        Task task = runtime.launch(spec("sleep 1000", x -> { }));
        try {
            task.start();
            String status = Files.readString(Path.of("/proc/" + task.pid() + "/status"));
            assertTrue(status.contains("Uid:\t300000\t300000\t300000\t300000\n"), status);
            assertTrue(status.contains("Gid:\t400000\t400000\t400000\t400000\n"), status);
            assertEquals(300000, uid(Path.of("/proc/" + task.pid() + "/ns")));
        } finally {
            task.destroy();
        }
    }

    @Test
    void theOtherNamespacesBelongToIt() {
        Set<String> caps = Set.of("CAP_SYS_ADMIN", "CAP_NET_ADMIN");
        String output = run(0, "hostname other && hostname; cat /proc/sys/net/ipv4/conf/lo/tag /proc/sys/kernel/msgmax; mount -t tmpfs x /tmp && echo mounted; ip link set lo up && echo up",
                x -> {
                    x.sysctls = Map.of("net.ipv4.conf.lo.tag", "77", "kernel.msgmax", "9999"); // Linux 6.1 shows few of the network to other user namespaces
                    x.process = Specs.capabilities(x.process, new Capabilities(caps, caps, caps, Set.of(), Set.of()));
                });
        assertEquals("other\n77\n9999\nmounted\nup\n", output);
    }

    @Test
    void filesOfTheHostStayTheHosts() throws IOException {
        Path folder = box.beside("closed");
        Path shared = Files.createDirectory(folder.resolve("shared"));
        Files.writeString(shared.resolve("hosts"), "host");
        Files.setAttribute(shared, "unix:uid", ROOT.uid());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        Files.setAttribute(folder, "unix:uid", 12345); // closed to root inside, and not the host's root's either
        String output = run(0, "touch /data/new; chmod 777 /data/hosts; stat -c '%u %g' /data/hosts; cat /data/hosts",
                x -> x.mounts.add(new MountSpec("bind", shared.toString(), "/data", Mounts.MS_BIND | Mounts.MS_REC, "", Mounts.MS_PRIVATE)));
        assertTrue(output.startsWith("65534 65534\nhost") && output.contains("Operation not permitted"), output);
        assertEquals(ROOT, new Owner(uid(shared.resolve("new")), gid(shared.resolve("new"))));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(shared.resolve("hosts"))));
    }

    @Test
    void devicesAreTheHostsOwn() {
        assertEquals("65534 1:3\n4\nok\n", run("stat -c '%u %t:%T' /dev/null; head -c4 /dev/zero | wc -c; echo x > /dev/null && echo ok"));
    }

    @Test
    void streamsCanBeOpenedByName() {
        assertEquals("one\ntwo\n", run("echo one > /dev/stdout; echo two > /dev/stderr"));
    }

    @Test
    void othersThanRootHaveTheirStreamsToo() {
        assertEquals("1000\n1000\n1000 2 10\none\n", run(0, "id -u; id -g; id -G; echo one > /dev/stdout", x -> x.process = Specs.user(x.process, "worker", List.of("2"))));
    }

    @Test
    void aUserWhomTheNamespaceDoesNotKnowIsRefused() {
        LaunchSpec spec = spec("true", x -> x.process = Specs.user(x.process, "2000", List.of()));
        Task task = runtime.launch(spec);
        String message = assertThrows(ServinException.class, task::start).getMessage();
        assertTrue(message.endsWith("unable to setup user: cannot set uid to unmapped user in user namespace: unknown"), message);
        LaunchRootTest.assertNothingLeft(spec);
    }

    @Test
    void whatCannotBeMountedIsNamed() {
        LaunchSpec spec = spec("true", x -> x.mounts.add(new MountSpec("bind", "/no/such", "/data", Mounts.MS_BIND, "", 0)));
        String message = assertThrows(ServinException.class, () -> runtime.launch(spec).start()).getMessage();
        assertTrue(message.contains("open /no/such: no such file or directory"), message);
        LaunchRootTest.assertNothingLeft(spec);
    }

    @Test
    void aTerminalBelongsToRootInside() {
        String output = run(0, "stat -c '%u %g' /dev/console; tty; id -u", x -> x.process = Specs.terminal(x.process, 24, 80));
        assertEquals("0 5\r\n/dev/pts/0\r\n0\r\n", output);
    }

    @Test
    void hardLimitsCanBeReachedInside() {
        assertEquals("60\n70\n", run(0, "ulimit -Sn; ulimit -Hn", x -> x.process = Specs.limits(x.process, List.of(new Rlimit("nofile", 60, 70)))));
    }

    @Test
    void hidesAndProtectsPaths() {
        String output = run("cat /proc/keys | wc -c; ls /sys/firmware | wc -l; echo 1 > /proc/sys/kernel/panic; touch /sys/x; true");
        assertTrue(output.startsWith("0\n0\n"), output);
        assertEquals(2, output.lines().filter(line -> line.contains("Read-only file system")).count(), output);
    }

    @Test
    void reaperAndExitCode() {
        assertEquals("", run(5, "exit 5", x -> x.init = true));
    }

    @Test
    void execJoinsTheUserNamespaceAlsoAfterAdoption() throws IOException {
        LaunchSpec spec = spec("sleep 1000", x -> { });
        Task task = runtime.launch(spec);
        task.start();
        String expected = Files.readSymbolicLink(Path.of("/proc/" + task.pid() + "/ns/user")) + "\n0\n";
        assertNotEquals(expected, Files.readSymbolicLink(Path.of("/proc/self/ns/user")) + "\n0\n");
        assertEquals(expected, exec(task, "readlink /proc/self/ns/user; id -u; touch /tmp/by-exec > /dev/stdout", false));
        assertEquals(ROOT, new Owner(uid(box.root().resolve("tmp/by-exec")), gid(box.root().resolve("tmp/by-exec"))));
        task.release();
        ServinRuntime other = new ServinRuntime();
        Task adopted = other.adopt(spec.id(), spec.runFolder()).orElseThrow();
        assertEquals(expected.replace("\n", "\r\n"), exec(adopted, "readlink /proc/self/ns/user; id -u", true));
        adopted.destroy();
        other.close();
        LaunchRootTest.assertNothingLeft(spec);
    }

    private static String exec(Task task, String script, boolean terminal) {
        ProcessSpec process = Box.process(List.of("sh", "-c", script));
        RunningProcess exec = task.exec("e1", terminal ? Specs.terminal(process, 24, 80) : process);
        String output = Box.readAll(exec, Stream.STDOUT) + (terminal ? "" : Box.readAll(exec, Stream.STDERR));
        assertEquals(0, Box.exit(exec).code(), output);
        exec.release();
        return output;
    }

    @Test
    void namespacesAreShared() throws IOException {
        LaunchSpec first = spec("sleep 1000", x -> { });
        Task task = runtime.launch(first);
        try {
            task.start();
            Namespace of = Namespace.of(task.pid());
            String wanted = Files.readSymbolicLink(Path.of("/proc/" + task.pid() + "/ns/net")) + "\n"
                    + Files.readSymbolicLink(Path.of("/proc/" + task.pid() + "/ns/user")) + "\n";
            String script = "readlink /proc/self/ns/net /proc/self/ns/user | cat; readlink /proc/self/ns/net; readlink /proc/self/ns/user; echo $$";
            String own = run(0, script, x -> x.namespaces = new Namespaces(Namespace.fresh(), of, of, Namespace.fresh(), Namespace.host(), of));
            assertTrue(own.contains(wanted + "1\n"), own);
            String shared = run(0, script + "; ps | grep -c 'sleep 1000'", x -> x.namespaces = new Namespaces(of, of, of, Namespace.fresh(), Namespace.host(), of));
            assertTrue(shared.contains(wanted) && !shared.contains(wanted + "1\n"), shared);
            assertFalse(shared.endsWith("\n0\n"), shared);
        } finally {
            task.destroy();
        }
        LaunchRootTest.assertNothingLeft(first);
    }
}
