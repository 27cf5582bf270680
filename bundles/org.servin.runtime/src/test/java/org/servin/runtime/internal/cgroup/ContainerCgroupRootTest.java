package org.servin.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.linux.cgroup.CgroupLayout;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.DeviceRule;
import org.servin.spi.runtime.Resources;

/** The kernel's own control groups, below a parent of the test's own. */
class ContainerCgroupRootTest {
    private final CgroupLayout layout = CgroupLayout.ofHost();
    private final String parent = "/servin-test-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    private ContainerCgroup group;
    private Process process;

    @BeforeEach
    void rootOnly() {
        Assumptions.assumeTrue(System.getProperty("user.name").equals("root"), "needs root");
    }

    @AfterEach
    void clean() throws InterruptedException {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
        if (group != null) {
            group.kill();
            group.remove();
        }
        ContainerCgroup.open(parent).remove();
    }

    private void make(Resources resources) {
        group = ContainerCgroup.create(parent + "/c", resources);
    }

    private void runSleepInside() throws IOException {
        process = new ProcessBuilder("sleep", "1000").start();
        for (Path file : group.procsFiles()) {
            Files.writeString(file, Long.toString(process.pid()));
        }
    }

    @Test
    void processJoinsIsCountedFrozenAndKilled() throws Exception {
        make(Limits.memoryAndPids(64 << 20, 10));
        runSleepInside();
        assertEquals(List.of((int) process.pid()), group.pids());
        assertEquals(1, group.stats().pids());
        assertEquals(10, group.stats().pidsLimit());
        assertEquals(64 << 20, group.stats().memoryLimit());
        group.freeze();
        group.thaw();
        group.freeze();
        group.kill();
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(List.of(), group.pids());
        group.remove();
        assertTrue(group.procsFiles().stream().noneMatch(Files::exists));
    }

    @Test
    void limitsGoUpAndDown() {
        make(Limits.memory(16 << 20, OptionalLong.empty()));
        boolean swap = Files.exists(group.oomFile().orElseThrow().resolveSibling("memory.memsw.limit_in_bytes"));
        for (long bytes : new long[] {32 << 20, 8 << 20, 64 << 20}) {
            group.update(Limits.memory(bytes, swap ? OptionalLong.of(bytes * 2) : OptionalLong.empty()));
            assertEquals(bytes, group.stats().memoryLimit());
        }
        group.update(Limits.cpu(512, 50_000, 25_000));
        group.update(Limits.cpu(512, 10_000, 20_000));
    }

    @Test
    void groupsThatTheContainerMadeGoToo() throws Exception {
        make(Resources.none());
        for (Path file : group.procsFiles()) {
            new CgroupFolder(file.getParent()).child("nested").create();
        }
        group.remove();
        assertFalse(Files.exists(group.procsFiles().get(0)));
    }

    @Test
    void refusedValueIsNamedAndNothingLeft() {
        Resources bad = Resources.builder().cpusetCpus("4000").build();
        ServinException e = assertThrows(ServinException.class, () -> ContainerCgroup.create(parent + "/bad", bad));
        assertTrue(e.getMessage().contains("\"4000\"") && e.getMessage().contains("cpuset.cpus"), e.getMessage());
        assertTrue(ContainerCgroup.open(parent + "/bad").procsFiles().stream().noneMatch(Files::exists));
    }

    @Test
    void deviceRulesAreTaken() throws Exception {
        make(Limits.devices(new DeviceRule(false, 'a', -1, -1, "rwm"), new DeviceRule(true, 'c', -1, -1, "m"), new DeviceRule(true, 'c', 1, 3, "rwm")));
        assertEquals(0, runInside("echo > /dev/null"));
        assertNotEquals(0, runInside("head -c 1 < /dev/zero"));
    }

    /** Runs a script as a member of the group; its exit code. */
    private int runInside(String script) throws Exception {
        process = new ProcessBuilder("sh", "-c", "read go; " + script).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        for (Path file : group.procsFiles()) {
            Files.writeString(file, Long.toString(process.pid()));
        }
        process.getOutputStream().write('\n');
        process.getOutputStream().close();
        return process.waitFor();
    }

    @Test
    void deviceProgramIsAcceptedByTheKernel() {
        Assumptions.assumeTrue(layout.unified().isPresent(), "no cgroup2 mount");
        CgroupLayout unified = new CgroupLayout(List.of(), layout.unified());
        ContainerCgroup own = ContainerCgroup.create(unified, parent + "/c", Limits.devices(
                new DeviceRule(false, 'a', -1, -1, "rwm"), new DeviceRule(true, 'c', -1, -1, "m"), new DeviceRule(true, 'c', 1, 3, "rwm"),
                new DeviceRule(false, 'b', 7, -1, "w")));
        try {
            own.update(Limits.devices(new DeviceRule(true, 'a', -1, -1, "rwm")));
            assertEquals(List.of(), own.pids());
        } finally {
            own.remove();
            ContainerCgroup.open(unified, parent).remove();
        }
    }
}
