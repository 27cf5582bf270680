package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.fs.Mounts;
import org.servin.runtime.internal.cgroup.ContainerCgroup;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;
import org.servin.spi.runtime.Seccomp;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;
import org.servin.spi.storage.RootFilesystem;

class LaunchRootTest {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private Box box;
    private ServinRuntime runtime;

    @BeforeEach
    void open() {
        Root.isNeeded();
        box = new Box();
        runtime = new ServinRuntime();
    }

    @AfterEach
    void close() {
        if (runtime != null) {
            runtime.close();
            box.close();
        }
    }

    /** Runs to the end, checks that nothing is left, and gives the output. */
    @SafeVarargs
    private String run(int code, String script, UnaryOperator<Box.Change>... changes) {
        return run(code, box.spec(List.of("sh", "-c", script), changes));
    }

    private String run(int code, LaunchSpec spec) {
        Task task = runtime.launch(spec);
        task.start();
        String output = Box.readAll(task, Stream.STDOUT);
        if (Box.stream(task, Stream.STDERR).isPresent()) {
            output += Box.readAll(task, Stream.STDERR);
        }
        Exit exit = Box.exit(task);
        assertEquals(code, exit.code(), output);
        task.release();
        task.destroy();
        assertNothingLeft(spec);
        return output;
    }

    static void assertNothingLeft(LaunchSpec spec) {
        try (var files = Files.list(spec.runFolder()); var hierarchies = Files.list(CGROUPS)) {
            assertEquals(List.of(), files.toList());
            assertTrue(hierarchies.noneMatch(h -> Files.exists(h.resolve(spec.cgroupPath().substring(1)))));
            assertFalse(Files.exists(CGROUPS.resolve(spec.cgroupPath().substring(1)))); // where version 2 has its only hierarchy
            assertFalse(Files.readString(Path.of("/proc/self/mountinfo")).contains(spec.runFolder().toString()));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void givesOutputErrorsAndExitCode() {
        assertEquals("out\nerr\n", run(3, "echo out; echo err >&2; exit 3"));
    }

    @Test
    void countsASignalFrom128() {
        run(128 + 9, "kill -9 $$ & sh -c 'kill -9 $PPID'; sleep 5", c -> c.with(x -> x.init = true));
    }

    @Test
    void hasNoDescriptorsButTheStandardStreams() {
        LaunchSpec spec = box.spec(List.of("sleep", "100"));
        Task task = runtime.launch(spec);
        task.start();
        try (var descriptors = Files.list(Path.of("/proc/" + task.pid() + "/fd"))) {
            assertEquals(List.of("0", "1", "2"), descriptors.map(path -> path.getFileName().toString()).sorted().toList());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        task.destroy();
        assertNothingLeft(spec);
    }

    @Test
    void blocksAndIgnoresNoSignal() {
        assertEquals("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n",
                run(0, box.spec(List.of("grep", "-E", "SigBlk|SigIgn", "/proc/self/status"))));
    }

    @Test
    void isolates() {
        String output = run(0, "hostname; pwd; echo $$; ls /; ip link | wc -l; cat /proc/sys/kernel/keys/maxkeys | wc -l; env");
        assertTrue(output.startsWith("boxhost\n/\n1\nbin\ndev\n"), output);
        assertTrue(output.contains("HOME=/root\n"), output);
    }

    @Test
    void hidesAndProtectsPaths() {
        String output = run(0, "cat /proc/keys | wc -c; ls /sys/firmware | wc -l; echo 1 > /proc/sys/kernel/panic; touch /sys/x; true");
        assertTrue(output.startsWith("0\n0\n"), output);
        assertEquals(2, output.lines().filter(line -> line.contains("Read-only file system")).count(), output);
    }

    /** In version 2 the namespace alone decides. */
    @Test
    void showsTheContainersOwnCgroups() {
        Namespace own = Namespace.fresh();
        LaunchSpec spec = box.spec(List.of("sh", "-c", "cd /sys/fs/cgroup; [ ! -d pids ] || cd pids; head -1 cgroup.procs; mkdir x"),
                c -> c.with(x -> x.namespaces = new Namespaces(own, own, own, own, ContainerCgroup.version() == 2 ? own : Namespace.host())));
        assertTrue(run(1, spec).startsWith("1\n"));
    }

    @Test
    void takesUserGroupsAndHomeFromTheContainersFiles() {
        assertEquals("uid=1000(worker) gid=1000(worker) groups=10(wheel),1000(worker),2000(extra)\n/home/worker\nown\n",
                run(0, "id; echo $HOME; echo own > /dev/stdout", c -> c.with(x -> x.process = Specs.user(x.process, "worker", List.of("extra")))));
        assertEquals("uid=4242 gid=77 groups=77\n/\n", run(0, "id; echo $HOME", c -> c.with(x -> x.process = Specs.user(x.process, "4242:77", List.of()))));
    }

    @Test
    void dropsCapabilities() {
        assertTrue(run(0, "grep Cap /proc/self/status").contains("CapPrm:\t00000000a80425fb\nCapEff:\t00000000a80425fb\nCapBnd:\t00000000a80425fb\n"));
        assertTrue(run(0, "grep Cap /proc/self/status", c -> c.with(x -> x.process = Specs.user(x.process, "worker", List.of())))
                .contains("CapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t00000000a80425fb\n"));
        assertTrue(run(0, "grep Cap /proc/self/status", c -> c.with(x -> x.process = Specs.capabilities(x.process,
                new Capabilities(Set.of("CAP_CHOWN"), Set.of("CAP_CHOWN"), Set.of("CAP_CHOWN"), Set.of("CAP_CHOWN"), Set.of("CAP_CHOWN")))))
                .contains("CapInh:\t0000000000000001\nCapPrm:\t0000000000000001\nCapEff:\t0000000000000001\nCapBnd:\t0000000000000001\nCapAmb:\t0000000000000001\n"));
    }

    @Test
    void installsTheFilterWithAndWithoutNewPrivileges() {
        Seccomp noMkdir = new Seccomp("SCMP_ACT_ALLOW", OptionalInt.empty(), List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"),
                List.of(new Seccomp.Rule(List.of("mkdir", "mkdirat"), "SCMP_ACT_ERRNO", OptionalInt.of(95), List.of())));
        for (boolean strict : List.of(true, false)) {
            for (String user : List.of("", "worker")) {
                String output = run(1, "grep -E '^(Seccomp|NoNew)' /proc/self/status; mkdir /tmp/x",
                        c -> c.with(x -> x.process = Specs.seccomp(Specs.user(x.process, user, List.of()), noMkdir, strict)));
                assertTrue(output.startsWith("NoNewPrivs:\t" + (strict ? 1 : 0) + "\nSeccomp:\t2\n"), output);
                assertTrue(output.contains("not supported"), output);
            }
        }
    }

    @Test
    void makesTheRootReadOnlyButNotItsMounts() {
        assertEquals("ok\n", run(0, "touch /x 2>/dev/null || touch /tmp/x && echo ok", c -> c.with(x -> {
            x.readOnlyRoot = true;
            x.mounts.add(new MountSpec("tmpfs", "tmpfs", "/tmp", Mounts.MS_NOSUID, "", 0));
        })));
        assertFalse(Files.exists(box.root().resolve("x")));
    }

    @Test
    void mountsFoldersAndFilesOfTheHost() throws IOException {
        Path data = box.beside("data");
        Files.writeString(data.resolve("file"), "content\n");
        assertEquals("content\ncontent\n", run(0, "cat /made/for/it/file /etc/one; touch /made/for/it/new; touch /etc/one || touch /protected/x || true; ls /run >/dev/null", c -> c.with(x -> {
            x.mounts.add(new MountSpec("bind", data.toString(), "/made/for/it", Mounts.MS_BIND | Mounts.MS_REC, "", Mounts.MS_PRIVATE | Mounts.MS_REC));
            x.mounts.add(new MountSpec("bind", data.resolve("file").toString(), "/etc/one", Mounts.MS_BIND, "", 0));
            x.mounts.add(new MountSpec("tmpfs", "tmpfs", "/run", 0, "", 0));
            x.mounts.add(new MountSpec("bind", data.toString(), "/run/deep/inside", Mounts.MS_BIND | Mounts.MS_RDONLY, "", 0));
        })));
        assertTrue(Files.exists(data.resolve("new")));
        assertTrue(run(1, "touch /ro/x", c -> c.with(x -> x.mounts.add(
                new MountSpec("bind", data.toString(), "/ro", Mounts.MS_BIND | Mounts.MS_RDONLY, "", 0)))).contains("Read-only file system"));
    }

    @Test
    void runsOnAnOverlay() throws IOException {
        Path work = box.beside("overlay");
        for (String name : List.of("upper", "work")) {
            Files.createDirectories(work.resolve(name));
        }
        run(0, "echo x > /written", c -> c.with(x -> x.root = new RootFilesystem("overlay", "overlay", "lowerdir=../root,upperdir=upper,workdir=work", work)));
        assertEquals("x\n", Files.readString(work.resolve("upper/written")));
        assertFalse(Files.exists(box.root().resolve("written")));
    }

    @Test
    void setsKernelParametersOfItsNamespaces() {
        assertEquals("1\n12345\n", run(0, "cat /proc/sys/net/ipv4/conf/lo/forwarding /proc/sys/kernel/msgmax",
                c -> c.with(x -> x.sysctls = Map.of("net.ipv4.conf.lo.forwarding", "1", "kernel.msgmax", "12345"))));
    }

    @Test
    void grantsLimitsAsFarAsItMay() {
        String output = run(0, "ulimit -n");
        assertTrue(Long.parseLong(output.trim()) > 0, output);
    }

    @Test
    void makesTheCurrentFolder() {
        assertEquals("/a/b\n", run(0, "pwd", c -> c.with(x -> x.process = Specs.folder(x.process, "/a/b"))));
    }

    @Test
    void joinsNamespacesOfAnotherContainer() {
        LaunchSpec holder = box.spec(List.of("sleep", "100"));
        Task first = runtime.launch(holder);
        first.start();
        String nets = "readlink /proc/self/ns/net; readlink /proc/self/ns/ipc";
        Namespace of = Namespace.of(first.pid());
        String joined = run(0, nets, c -> c.with(x -> x.namespaces = new Namespaces(of, of, of, Namespace.fresh(), Namespace.fresh())));
        assertEquals(link(first.pid(), "net") + "\n" + link(first.pid(), "ipc") + "\n", joined);
        assertFalse(joined.equals(run(0, nets)));
        first.signal(9);
        assertEquals(137, Box.exit(first).code());
        first.release();
        first.destroy();
        assertNothingLeft(holder);
    }

    private static String link(int pid, String name) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + name)).toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void killsWhatOutlivesTheFirstProcessInTheHostsPids() {
        LaunchSpec spec = box.spec(List.of("sh", "-c", "sleep 1000 >/dev/null 2>&1 & echo $!"), c -> c.with(x -> x.namespaces =
                new Namespaces(Namespace.host(), Namespace.fresh(), Namespace.host(), Namespace.host(), Namespace.host())));
        int pid = Integer.parseInt(run(0, spec).trim());
        assertFalse(Files.exists(Path.of("/proc/" + pid + "/exe")) && ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
    }

    @Test
    void runsAReaper() {
        assertEquals("docker-init\n/sbin/docker-init -- sh\nmarker\n", run(7, "cat /proc/1/comm; head -c 23 /proc/1/cmdline | tr '\\0' ' '; echo; (sleep 0.01 & echo marker); exit 7", c -> c.with(x -> x.init = true)));
        LaunchSpec spec = box.spec(List.of("sh", "-c", "trap 'exit 9' TERM; echo up; while true; do sleep 0.05; done"), c -> c.with(x -> x.init = true));
        Task task = runtime.launch(spec);
        task.start();
        Box.read(task, Stream.STDOUT, text -> text.contains("up"));
        task.signal(15);
        assertEquals(9, Box.exit(task).code());
        task.release();
        task.destroy();
        assertNothingLeft(spec);
    }

    @Test
    void tellsThatMemoryRanOut() {
        LaunchSpec spec = box.spec(List.of("tail", "/dev/zero"), c -> c.with(x -> x.resources = Specs.memory(16 << 20)));
        Task task = runtime.launch(spec);
        task.start();
        Exit exit = Box.exit(task);
        assertEquals(137, exit.code());
        assertTrue(exit.oomKilled());
        task.release();
        task.destroy();
        assertNothingLeft(spec);
    }

    @Test
    void isDestroyedWithoutEverBeingStarted() {
        LaunchSpec spec = box.spec(List.of("true"));
        Task task = runtime.launch(spec);
        task.destroy();
        assertNothingLeft(spec);
        assertEquals(Optional.empty(), runtime.adopt(spec.id(), spec.runFolder()));
    }

    @Test
    void closesStandardInput() {
        LaunchSpec spec = box.spec(List.of("cat"), c -> c.with(x -> x.process = Specs.stdin(x.process)));
        Task task = runtime.launch(spec);
        task.start();
        Box.write(task, "abc");
        Box.closeStdin(task);
        assertEquals("abc", Box.readAll(task, Stream.STDOUT));
        assertEquals(0, Box.exit(task).code());
        task.release();
        task.destroy();
        assertNothingLeft(spec);
    }

    @Test
    void countsFreezesAndLists() {
        LaunchSpec spec = box.spec(List.of("sh", "-c", "while true; do echo x; sleep 0.01; done"));
        Task task = runtime.launch(spec);
        task.start();
        assertTrue(task.pids().contains(task.pid()));
        assertTrue(task.stats().pids() > 0);
        task.pause();
        task.resume();
        task.destroy();
        assertNothingLeft(spec);
        assertEquals(137, Box.exit(task).code());
    }
}
