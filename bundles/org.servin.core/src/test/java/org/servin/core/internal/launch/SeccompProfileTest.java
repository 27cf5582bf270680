package org.servin.core.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.core.internal.launch.SeccompProfile.Subject;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Seccomp;

class SeccompProfileTest {
    private static final Subject PLAIN = new Subject("amd64", "6.1.0-17-amd64", Set.of("CAP_CHOWN"));

    private static boolean names(Seccomp seccomp, String name) {
        return seccomp.rules().stream().anyMatch(r -> r.names().contains(name));
    }

    @Test
    void builtinFollowsCapabilitiesArchitectureAndKernel() {
        Seccomp plain = SeccompProfile.builtin().resolve(PLAIN);
        assertEquals(List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"), plain.architectures());
        assertTrue(names(plain, "read") && names(plain, "arch_prctl") && names(plain, "ptrace"));
        assertFalse(names(plain, "mount") || names(plain, "chroot"));
        assertEquals(OptionalInt.of(38), plain.rules().stream().filter(r -> r.names().contains("clone3")).findFirst().orElseThrow().errno());
        Seccomp admin = SeccompProfile.builtin().resolve(new Subject("amd64", "4.4.0", Set.of("CAP_SYS_ADMIN")));
        assertTrue(names(admin, "mount"));
        assertFalse(names(admin, "ptrace"));
        assertTrue(admin.rules().stream().filter(r -> r.names().contains("clone3")).allMatch(r -> r.action().equals("SCMP_ACT_ALLOW")));
        Seccomp arm = SeccompProfile.builtin().resolve(new Subject("arm64", "6.1", Set.of()));
        assertEquals(List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"), arm.architectures());
        assertFalse(names(arm, "arch_prctl"));
    }

    @Test
    void conditionsOnOneArgumentAreAlternatives() {
        Seccomp seccomp = SeccompProfile.parse("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                  {"name": "personality", "action": "SCMP_ACT_ERRNO", "errnoRet": 5, "args": [
                    {"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}, {"index": 0, "value": 18446744073709551615, "op": "SCMP_CMP_EQ"}]},
                  {"names": ["a"], "action": "SCMP_ACT_KILL", "excludes": {"minKernel": "6.1"}}]}""").resolve(PLAIN);
        assertEquals(2, seccomp.rules().size());
        assertEquals(-1, seccomp.rules().get(1).args().get(0).value());
        assertEquals(OptionalInt.of(5), seccomp.rules().get(0).errno());
    }

    @Test
    void badProfilesAreRefused() {
        assertThrows(ServinException.class, () -> SeccompProfile.parse("{bad"));
        assertThrows(ServinException.class, () -> SeccompProfile.parse("{}"));
        assertThrows(ServinException.class, () -> SeccompProfile.parse("{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"name\":\"x\",\"names\":[\"y\"],\"action\":\"SCMP_ACT_KILL\"}]}")
                .resolve(PLAIN));
        assertThrows(ServinException.class, () -> SeccompProfile.parse(
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_X86\"],\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86_64\"}]}").resolve(PLAIN));
    }
}
