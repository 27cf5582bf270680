package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** Limits take effect on the container's control groups and inside it, when it is made and when it is updated; on hosts with either version of control groups. */
public class ResourcesIT {
    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final boolean UNIFIED = Files.exists(CGROUPS.resolve("cgroup.controllers"));

    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static String start(String... options) {
        return ENGINE.docker(Stream.of(Stream.of("run", "-d"), Stream.of(options), Stream.of("busybox", "sleep", "1000")).flatMap(s -> s).toArray(String[]::new)).text();
    }

    private static void remove(String id) {
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    /** A file of the container's control group: of version 2, or of a controller of version 1. */
    private static String file(String id, String controller, String legacy, String unified) throws IOException {
        Path group = UNIFIED ? CGROUPS : CGROUPS.resolve(controller);
        return Files.readString(group.resolve(ENGINE.namespace()).resolve(id).resolve(UNIFIED ? unified : legacy)).strip();
    }

    @Test
    public void memoryAndSwapAreLimitedAndUpdated() throws IOException {
        String id = start("-m", "64m", "--memory-reservation", "32m", "--memory-swap", "128m");
        assertEquals("67108864", file(id, "memory", "memory.limit_in_bytes", "memory.max"));
        assertEquals("33554432", file(id, "memory", "memory.soft_limit_in_bytes", "memory.low"));
        assertEquals(UNIFIED ? "67108864" : "134217728", file(id, "memory", "memory.memsw.limit_in_bytes", "memory.swap.max"));
        ENGINE.docker("update", "-m", "100m", id).exits(0);
        assertEquals("104857600", file(id, "memory", "memory.limit_in_bytes", "memory.max"));
        assertEquals(UNIFIED ? "29360128" : "134217728", file(id, "memory", "memory.memsw.limit_in_bytes", "memory.swap.max"));
        remove(id);
    }

    @Test
    public void processorsAreLimitedAndUpdated() throws IOException {
        String id = start("--cpus", "0.5", "--cpu-shares", "512", "--cpuset-cpus", "0");
        if (UNIFIED) {
            assertEquals("50000 100000", file(id, "", "", "cpu.max"));
            assertEquals("20", file(id, "", "", "cpu.weight"));
        } else {
            assertEquals("50000", file(id, "cpu", "cpu.cfs_quota_us", ""));
            assertEquals("512", file(id, "cpu", "cpu.shares", ""));
        }
        assertEquals("Cpus_allowed_list:\t0", ENGINE.docker("exec", id, "grep", "Cpus_allowed_list", "/proc/self/status").text());
        ENGINE.docker("update", "--cpus", "1", "--cpuset-cpus", "0-1", id).exits(0);
        assertEquals(UNIFIED ? "100000 100000" : "100000", file(id, "cpu", "cpu.cfs_quota_us", "cpu.max"));
        assertEquals("Cpus_allowed_list:\t0-1", ENGINE.docker("exec", id, "grep", "Cpus_allowed_list", "/proc/self/status").text());
        remove(id);
    }

    @Test
    public void processesAreCountedAndLimited() throws IOException {
        String id = start("--pids-limit", "6");
        assertEquals("6", file(id, "pids", "pids.max", "pids.max"));
        assertNotEquals(0, ENGINE.docker("exec", id, "sh", "-c", "for i in 1 2 3 4 5 6 7 8; do sleep 5 & done").exit());
        ENGINE.docker("update", "--pids-limit", "-1", id).exits(0);
        assertEquals("max", file(id, "pids", "pids.max", "pids.max"));
        remove(id);
    }

    @Test
    public void theOomKillerIsSeen() {
        String id = ENGINE.docker("create", "-m", "16m", "--memory-swap", "16m", "busybox", "tail", "-c", "200000000", "/dev/zero").text();
        assertEquals(137, ENGINE.docker("start", "-a", id).exit());
        assertEquals("true 137", ENGINE.docker("inspect", "-f", "{{.State.OOMKilled}} {{.State.ExitCode}}", id).text());
        String events = ENGINE.docker("events", "--since", "10m", "--until", Long.toString(System.currentTimeMillis() / 1000 + 2), "--filter", "container=" + id, "--format", "{{.Status}}").text();
        assertTrue(events, events.lines().toList().contains("oom"));
        remove(id);
    }

    @Test
    public void eachOomKillIsToldWhileTheContainerRunsOn() {
        String id = ENGINE.docker("run", "-d", "-m", "16m", "--memory-swap", "16m", "busybox", "sh", "-c", "mkfifo /go; while read line < /go; do tail -c 200000000 /dev/zero; done; exit 3").text();
        Await.until("it is up", () -> ENGINE.docker("exec", id, "test", "-p", "/go").exit() == 0);
        String kill = "echo kill > /go";
        ENGINE.docker("exec", id, "sh", "-c", kill).exits(0);
        Await.until("the first one is told", () -> oomEvents(id) == 1);
        ENGINE.docker("exec", id, "sh", "-c", kill).exits(0);
        Await.until("the second one is told", () -> oomEvents(id) == 2);
        assertEquals("running false", ENGINE.docker("inspect", "-f", "{{.State.Status}} {{.State.OOMKilled}}", id).text()); // as dockerd 20.10, until it ends
        ENGINE.docker("exec", id, "sh", "-c", ": > /go").exits(0);
        assertEquals("3", ENGINE.docker("wait", id).text());
        assertEquals("exited true", ENGINE.docker("inspect", "-f", "{{.State.Status}} {{.State.OOMKilled}}", id).text());
        assertEquals(2, oomEvents(id));
        remove(id);
    }

    private static long oomEvents(String id) {
        String now = Instant.now().toString();
        return ENGINE.docker("events", "--since", "10m", "--until", now, "--filter", "container=" + id, "--filter", "event=oom", "--format", "{{.Action}}").out().lines().count();
    }

    @Test
    public void pausedProcessesStandStill() throws IOException {
        String id = start();
        ENGINE.docker("pause", id).exits(0);
        assertTrue(file(id, "freezer", "freezer.state", "cgroup.events"), file(id, "freezer", "freezer.state", "cgroup.events").contains(UNIFIED ? "frozen 1" : "FROZEN"));
        ENGINE.docker("unpause", id).exits(0);
        assertTrue(file(id, "freezer", "freezer.state", "cgroup.freeze").equals(UNIFIED ? "0" : "THAWED"));
        remove(id);
    }

    @Test
    public void pausedProcessesCanBeKilled() throws IOException {
        String id = start("--init");
        ENGINE.docker("pause", id).exits(0);
        remove(id);
        assertFalse(Files.exists((UNIFIED ? CGROUPS : CGROUPS.resolve("pids")).resolve(ENGINE.namespace()).resolve(id)));
    }

    @Test
    public void disksAreLimited() throws IOException {
        String disk = disk();
        String number = Files.readString(Path.of("/sys/block", disk, "dev")).strip();
        String id = start("--device-read-bps", "/dev/" + disk + ":1mb", "--device-write-iops", "/dev/" + disk + ":100");
        if (UNIFIED) {
            assertEquals(number + " rbps=1048576 wbps=max riops=max wiops=100", file(id, "", "", "io.max"));
        } else {
            assertEquals(number + " 1048576", file(id, "blkio", "blkio.throttle.read_bps_device", ""));
            assertEquals(number + " 100", file(id, "blkio", "blkio.throttle.write_iops_device", ""));
        }
        remove(id);
    }

    /** Any disk of the machine. */
    private static String disk() throws IOException {
        try (Stream<Path> disks = Files.list(Path.of("/sys/block"))) {
            return disks.map(d -> d.getFileName().toString()).sorted().filter(d -> Files.exists(Path.of("/dev", d))).findFirst().orElseThrow();
        }
    }

    @Test
    public void disksAreSharedByWeight() throws IOException {
        Command run = ENGINE.docker("run", "-d", "--blkio-weight", "500", "busybox", "sleep", "1000").exits(0);
        String id = run.text();
        if (!UNIFIED && run.err().contains("Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.")) {
            remove(id); // in version 1 few kernels can, and none says so in the root group since Linux 5.0
            return;
        }
        Path group = (UNIFIED ? CGROUPS : CGROUPS.resolve("blkio")).resolve(ENGINE.namespace()).resolve(id);
        Path file = Stream.of("io.bfq.weight", "io.weight", "blkio.bfq.weight", "blkio.weight").map(group::resolve).filter(Files::exists).findFirst().orElseThrow();
        String weight = file.endsWith("io.weight") ? "4950" : "500"; // of 10000 in the one, of 1000 in the others
        assertEquals(weight, Files.readString(file).strip().replace("default ", ""));
        remove(id);
    }

    @Test
    public void devicesAreRefusedUnlessGiven() {
        String open = "mknod /d c 10 237 && : < /d"; // /dev/loop-control, which no container has of itself
        Command refused = ENGINE.docker("run", "--rm", "busybox", "sh", "-c", open);
        assertNotEquals(0, refused.exit());
        assertTrue(refused.err(), refused.err().contains("not permitted"));
        ENGINE.docker("run", "--rm", "--device-cgroup-rule", "c 10:237 r", "busybox", "sh", "-c", open).exits(0);
    }

    @Test
    public void statsAreCounted() {
        String id = start("-m", "64m");
        String stats = ENGINE.docker("stats", "--no-stream", "--format", "{{.MemUsage}} {{.PIDs}}", id).text();
        assertTrue(stats, stats.endsWith("/ 64MiB 1"));
        remove(id);
    }

    @Test
    public void itsOwnControlGroupsAreTheRoot() {
        assertTrue(ENGINE.docker("run", "--rm", "--cgroupns", "private", "busybox", "cat", "/proc/self/cgroup").text().lines().allMatch(l -> l.endsWith(":/")));
    }

    /** As systemd and docker do inside: the first process moves to a group of its own, so that controllers can be handed down. */
    @Test
    public void aContainerThatDividesItsControlGroupsTakesMoreProcesses() {
        String divide = UNIFIED ? "cd /sys/fs/cgroup && mkdir init && echo 1 > init/cgroup.procs && until echo +memory +pids > cgroup.subtree_control; do usleep 20000; done"
                : "cd /sys/fs/cgroup/pids && mkdir init && echo 1 > init/cgroup.procs";
        String id = ENGINE.docker("run", "-d", "--privileged", "--cgroupns", "private", "--health-cmd", "test -e /divided", "--health-interval", "200ms", "busybox", "sh", "-c",
                divide + " && touch /divided; exec sleep 1000").text();
        Await.until("it has divided them", () -> ENGINE.docker("cp", id + ":/divided", "-").exit() == 0);
        assertEquals(UNIFIED ? "0::/init" : ":/", ENGINE.docker("exec", id, "grep", UNIFIED ? "^0:" : "^[0-9]*:pids:", "/proc/self/cgroup").text().replaceFirst("^\\d+:pids", ""));
        assertEquals("0", ENGINE.docker("exec", id, "sh", "-c", "sleep 1001 & echo $?").text());
        String top = ENGINE.docker("top", id).text();
        assertTrue(top, top.contains("sleep 1000") && top.contains("sleep 1001"));
        assertTrue(ENGINE.docker("exec", id, "/nosuch").exits(126).out().contains("stat /nosuch: no such file or directory"));
        Await.until("it is healthy", () -> ENGINE.docker("inspect", "-f", "{{.State.Health.Status}}", id).text().equals("healthy"));
        remove(id);
    }

    @Test
    public void processLimitsAndSharedMemoryAreSet() {
        assertEquals("100 200", ENGINE.docker("run", "--rm", "--ulimit", "nofile=100:200", "busybox", "sh", "-c", "echo $(ulimit -Sn) $(ulimit -Hn)").text());
        assertEquals("1024", ENGINE.docker("run", "--rm", "--shm-size", "1m", "busybox", "sh", "-c", "df -k /dev/shm | tail -n 1 | tr -s ' ' | cut -d ' ' -f 2").text());
        assertEquals("300", ENGINE.docker("run", "--rm", "--oom-score-adj", "300", "busybox", "cat", "/proc/self/oom_score_adj").text());
    }
}
