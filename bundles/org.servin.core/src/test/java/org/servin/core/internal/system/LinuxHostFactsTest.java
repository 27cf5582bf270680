package org.servin.core.internal.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LinuxHostFactsTest {
    @TempDir
    Path host;

    private void write(String file, String text) throws IOException {
        Path path = host.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    @BeforeEach
    void begin() throws IOException {
        write("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nVERSION_ID='12'\n");
        write("proc/sys/kernel/osrelease", "6.1.0\n");
        write("proc/sys/kernel/hostname", "box\n");
        write("proc/meminfo", "MemTotal:        2048 kB\nMemFree: 1 kB\n");
        write("proc/self/mountinfo", "30 25 0:26 / " + host + "/cg/memory rw,nosuid shared:9 - cgroup cgroup rw,memory\n"
                + "31 25 0:27 / " + host + "/cg/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n"
                + "32 25 0:28 / /sys/fs/cgroup/systemd rw shared:9 - cgroup cgroup rw,name=systemd\n");
    }

    @Test
    void readsTheHost() {
        LinuxHostFacts facts = new LinuxHostFacts(host);
        assertEquals("Debian GNU/Linux 12 (bookworm)", facts.operatingSystem());
        assertEquals("12", facts.osVersion());
        assertEquals("6.1.0", facts.kernelVersion());
        assertEquals("box", facts.hostname());
        assertEquals(2L << 20, facts.memory());
        assertFalse(facts.apparmor());
    }

    @Test
    void findsControllersOfVersionOne() throws IOException {
        write("cg/memory/memory.memsw.limit_in_bytes", "0");
        LinuxHostFacts facts = new LinuxHostFacts(host);
        assertEquals(1, facts.cgroupVersion());
        assertEquals(java.util.List.of("memory", "cpu", "cpuacct"), facts.cgroupControllers());
        assertTrue(facts.swapLimit());
        assertFalse(facts.cgroupFile("cpu", "cpu.cfs_quota_us"));
    }

    @Test
    void apparmorIsOnWhereProfilesCanBeLoaded() throws IOException {
        write("sys/module/apparmor/parameters/enabled", "Y\n");
        assertFalse(new LinuxHostFacts(host).apparmor());
        write("sys/kernel/security/apparmor/profiles", "");
        assertTrue(new LinuxHostFacts(host).apparmor());
    }

    @Test
    void disksAreSharedByBfqOrByTheirCosts() throws IOException {
        write("sys/dev/block/8:0/queue/scheduler", "none [mq-deadline] bfq\n");
        write("sys/dev/block/8:16/queue/scheduler", "none mq-deadline [bfq]\n");
        write("sys/fs/cgroup/io.cost.qos", "8:32 enable=1 ctrl=auto\n8:0 enable=0 ctrl=auto\n");
        write("sys/fs/cgroup/cgroup.controllers", "cpu io\n");
        LinuxHostFacts facts = new LinuxHostFacts(host);
        assertFalse(facts.sharesDisk(8, 0));
        assertTrue(facts.sharesDisk(8, 16));
        assertTrue(facts.sharesDisk(8, 32));
        assertFalse(facts.sharesDisk(8, 48));
        assertTrue(facts.sharesDisks());
    }

    @Test
    void versionOneSharesDisksWhereBfqHasGroups() throws IOException {
        write("proc/self/mountinfo", "30 25 0:26 / " + host + "/cg/blkio rw shared:9 - cgroup cgroup rw,blkio\n");
        write("sys/dev/block/8:0/queue/scheduler", "none [mq-deadline] bfq\n");
        write("sys/dev/block/8:16/queue/scheduler", "none mq-deadline [bfq]\n");
        assertFalse(new LinuxHostFacts(host).sharesDisks());
        assertFalse(new LinuxHostFacts(host).sharesDisk(8, 16));
        write("cg/blkio/blkio.bfq.io_serviced", "");
        assertTrue(new LinuxHostFacts(host).sharesDisks());
        assertTrue(new LinuxHostFacts(host).sharesDisk(8, 16));
        assertFalse(new LinuxHostFacts(host).sharesDisk(8, 0));
        write("sys/dev/block/8:16/queue/scheduler", "[none] mq-deadline bfq\n");
        assertFalse(new LinuxHostFacts(host).sharesDisks());
        write("cg/blkio/blkio.weight", "500");
        assertTrue(new LinuxHostFacts(host).sharesDisks());
    }

    @Test
    void findsControllersOfVersionTwo() throws IOException {
        write("sys/fs/cgroup/cgroup.controllers", "cpu memory pids\n");
        LinuxHostFacts facts = new LinuxHostFacts(host);
        assertEquals(2, facts.cgroupVersion());
        assertTrue(facts.cgroupFile("memory", "memory.limit_in_bytes"));
        assertFalse(facts.cgroupFile("blkio", "blkio.weight"));
    }
}
