package org.servin.runtime.internal.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.runtime.internal.user.Identity;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Rlimit;
import org.servin.spi.runtime.Seccomp;

class ProcessPlanTest {
    private static final Identity ROOT = new Identity(0, 0, List.of(0, 10), "/root");
    private static final Identity WORKER = new Identity(1000, 1000, List.of(1000), "/home/worker");

    private static ProcessSpec process(List<String> args, List<String> env, boolean strict, String limit) {
        Set<String> caps = Set.of("CAP_CHOWN", "CAP_KILL");
        Seccomp filter = new Seccomp("SCMP_ACT_ALLOW", OptionalInt.empty(), List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_AARCH64"), List.of());
        return new ProcessSpec(args, env, "", false, "", List.of(), new Capabilities(caps, caps, caps, caps, caps), strict, Optional.of(filter), Optional.empty(),
                List.of(new Rlimit(limit, 1024, -1)), Optional.empty(), false, false, 0, 0);
    }

    private static String plan(boolean strict, Identity identity) {
        return ProcessPlan.process(process(List.of("/bin/run", "x"), List.of("A=b"), strict, "core"), identity,
                Map.of("net.ipv4.ip_forward", "1", "net/ipv4/conf/eth0.1/forwarding", "0"), false).toString().replaceAll("filter=\\d+ bytes", "filter=...");
    }

    @Test
    void rootWithoutNoNewPrivilegesIsFilteredWhileItHasCapabilities() {
        Golden.check("process-root.txt", plan(false, ROOT));
    }

    @Test
    void userWithNoNewPrivilegesIsFilteredLast() {
        Golden.check("process-user.txt", plan(true, WORKER));
    }

    @Test
    void searchesPathInTheContainersEnvironment() {
        assertEquals(List.of("/a/run", "/b/run"), ProcessPlan.candidates(process(List.of("run"), List.of("PATH=/x", "PATH=/a::/b"), false, "core")));
        assertEquals(List.of("./run"), ProcessPlan.candidates(process(List.of("./run"), List.of("PATH=/a"), false, "core")));
        assertEquals(List.of(), ProcessPlan.candidates(process(List.of("run"), List.of(), false, "core")));
    }

    @Test
    void addsHomeWhereItIsMissingOrEmpty() {
        assertEquals(List.of("A=b", "HOME=/home/worker"), ProcessPlan.environment(List.of("A=b"), WORKER));
        assertEquals(List.of("HOME=/home/worker"), ProcessPlan.environment(List.of("HOME="), WORKER));
    }

    @Test
    void namesKernelParametersAsSysctlDoes() {
        assertEquals("net/ipv4/ip_forward", ProcessPlan.sysctlPath("net.ipv4.ip_forward"));
        assertEquals("net/ipv4/conf/eth0.1/mtu", ProcessPlan.sysctlPath("net/ipv4/conf/eth0.1/mtu"));
        assertEquals("net/ipv4/conf/eth0.1/mtu", ProcessPlan.sysctlPath("net.ipv4.conf.eth0/1.mtu"));
    }

    @Test
    void refusesUnknownLimits() {
        ServinException e = assertThrows(ServinException.class,
                () -> ProcessPlan.process(process(List.of("x"), List.of(), false, "nonsense"), ROOT, Map.of(), false));
        assertTrue(e.getMessage().contains("nonsense"));
    }
}
