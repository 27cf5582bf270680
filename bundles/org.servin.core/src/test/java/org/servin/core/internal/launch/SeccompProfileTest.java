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
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.Seccomp;

class SeccompProfileTest {
    private static final String RUNC = "failed to create shim task: OCI runtime create failed: runc create failed: ";
    private static final Subject PLAIN = new Subject("amd64", "6.1.0-17-amd64", Set.of("CAP_CHOWN"));

    private static boolean names(Seccomp seccomp, String name) {
        return seccomp.rules().stream().anyMatch(r -> r.names().contains(name));
    }

    @Test
    void builtinFollowsCapabilitiesArchitectureAndKernel() {
        Seccomp plain = SeccompProfile.builtin().resolve(PLAIN).orElseThrow();
        assertEquals(List.of("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"), plain.architectures());
        assertTrue(names(plain, "read") && names(plain, "arch_prctl") && names(plain, "ptrace"));
        assertFalse(names(plain, "mount") || names(plain, "chroot"));
        assertEquals(OptionalInt.of(38), plain.rules().stream().filter(r -> r.names().contains("clone3")).findFirst().orElseThrow().errno());
        Seccomp admin = SeccompProfile.builtin().resolve(new Subject("amd64", "4.4.0", Set.of("CAP_SYS_ADMIN"))).orElseThrow();
        assertTrue(names(admin, "mount"));
        assertFalse(names(admin, "ptrace"));
        assertTrue(admin.rules().stream().filter(r -> r.names().contains("clone3")).allMatch(r -> r.action().equals("SCMP_ACT_ALLOW")));
        Seccomp arm = SeccompProfile.builtin().resolve(new Subject("arm64", "6.1", Set.of())).orElseThrow();
        assertEquals(List.of("SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"), arm.architectures());
        assertFalse(names(arm, "arch_prctl"));
    }

    @Test
    void conditionsOnOneArgumentAreAlternatives() {
        Seccomp seccomp = SeccompProfile.parse("""
                {"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [
                  {"name": "personality", "action": "SCMP_ACT_ERRNO", "errnoRet": 5, "args": [
                    {"index": 0, "value": 1, "op": "SCMP_CMP_EQ"}, {"index": 0, "value": 18446744073709551615, "op": "SCMP_CMP_EQ"}]},
                  {"names": ["a"], "action": "SCMP_ACT_KILL", "excludes": {"minKernel": "6.1"}}]}""").resolve(PLAIN).orElseThrow();
        assertEquals(2, seccomp.rules().size());
        assertEquals(-1, seccomp.rules().get(1).args().get(0).value());
        assertEquals(OptionalInt.of(5), seccomp.rules().get(0).errno());
    }

    @Test
    void aProfileThatSaysNothingIsNoFilter() {
        for (String json : List.of("{}", "null", "{\"syscalls\":[]}")) {
            assertTrue(SeccompProfile.parse(json).resolve(PLAIN).isEmpty(), json);
        }
        assertEquals("SCMP_ACT_ALLOW", SeccompProfile.parse("{\"DEFAULTaction\":\"SCMP_ACT_ALLOW\",\"more\":1}").resolve(PLAIN).orElseThrow().defaultAction());
    }

    @Test
    void whatIsNoProfileIsRefused() {
        refused("Decoding seccomp profile failed: unexpected end of JSON input", "{");
        refused("Decoding seccomp profile failed: unexpected end of JSON input", " ");
        for (String json : List.of("builtin", "[]", "true", "\"text\"", "{\"defaultAction\":1}", "{\"syscalls\":{}}", "{\"defaultAction\":\"SCMP_ACT_ALLOW\"} more")) {
            assertTrue(refusal(json).getMessage().startsWith("Decoding seccomp profile failed: "), json);
        }
        refused("'architectures' and 'archMap' were specified in the seccomp profile, use either 'architectures' or 'archMap'",
                "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_X86\"],\"archMap\":[{\"architecture\":\"SCMP_ARCH_X86_64\"}]}");
        refused(RUNC + "string SCMP_ACT_NONSENSE is not a valid action for seccomp: unknown", "{\"defaultAction\":\"SCMP_ACT_NONSENSE\"}");
        refused(RUNC + "string SCMP_ARCH_NONSENSE is not a valid arch for seccomp: unknown", "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_NONSENSE\"]}");
    }

    @Test
    void whatIsNoRuleIsRefused() {
        refusedRule("'name' and 'names' were specified in the seccomp profile, use either 'name' or 'names'", "\"name\":\"x\",\"names\":[\"y\"],\"action\":\"SCMP_ACT_KILL\"");
        refusedRule(RUNC + "string  is not a valid action for seccomp: unknown", "\"names\":[\"y\"]");
        refusedRule(RUNC + "unable to start container process: listenerPath is not set: unknown", "\"names\":[\"y\"],\"action\":\"SCMP_ACT_NOTIFY\"");
        refusedRule("Decoding seccomp profile failed: invalid kernel version: \"6\", expected \"<kernel>.<major>\"", "\"names\":[\"y\"],\"action\":\"SCMP_ACT_LOG\",\"excludes\":{\"minKernel\":\"6\"}");
        refusedRule(RUNC + "string EQ is not a valid operator for seccomp: unknown", "\"names\":[\"y\"],\"action\":\"SCMP_ACT_LOG\",\"args\":[{\"op\":\"EQ\"}]");
        refusedRule(RUNC + "unable to start container process: error creating seccomp syscall condition for syscall y: syscalls only have up to 6 arguments (6 given): unknown",
                "\"names\":[\"y\"],\"action\":\"SCMP_ACT_LOG\",\"args\":[{\"index\":6,\"op\":\"SCMP_CMP_EQ\"}]");
        for (String number : List.of("-1", "18446744073709551616")) {
            refusedRule("Decoding seccomp profile failed: json: cannot unmarshal number " + number + " into Go struct field LinuxSeccompArg.syscalls.args.value of type uint64",
                    "\"names\":[\"y\"],\"action\":\"SCMP_ACT_LOG\",\"args\":[{\"value\":" + number + ",\"op\":\"SCMP_CMP_EQ\"}]");
        }
    }

    private static void refusedRule(String message, String rule) {
        refused(message, "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{" + rule + "}]}");
    }

    private static void refused(String message, String json) {
        assertEquals(message, refusal(json).getMessage());
    }

    private static ServinException refusal(String json) {
        ServinException e = assertThrows(ServinException.class, () -> SeccompProfile.parse(json).resolve(PLAIN), json);
        assertEquals(ErrorKind.INTERNAL, e.kind());
        return e;
    }
}
