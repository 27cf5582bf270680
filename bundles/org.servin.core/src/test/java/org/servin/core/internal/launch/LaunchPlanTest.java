package org.servin.core.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.servin.core.internal.launch.LaunchPlanner.Checked;
import org.servin.core.internal.launch.LaunchPlanner.Input;
import org.servin.core.internal.launch.LaunchPlanner.Updated;
import org.servin.linux.capability.Capability;
import org.servin.linux.capability.OwnCapabilities;
import org.servin.linux.fs.Mounts;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.network.SandboxKind;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Rlimit;
import org.servin.spi.storage.RootFilesystem;

class LaunchPlanTest {
    private static final String RUNC = "failed to create shim task: OCI runtime create failed: runc create failed: ";
    private static final OwnCapabilities ALL = new OwnCapabilities(Capability.of(-1), Capability.of(-1));

    private static DockerLaunchPlanner planner(FakeSettings settings, int cgroupVersion, OwnCapabilities own) {
        FakeHost host = new FakeHost(cgroupVersion);
        return new DockerLaunchPlanner(settings, host, new FixedDrivers(Map.of(DriverKind.RUNTIME, "servin"), Map.of()), own, new LimitChecks(host));
    }

    private static DockerLaunchPlanner planner() {
        return planner(FakeSettings.none(), 1, ALL);
    }

    private static LaunchSpec plan(DockerLaunchPlanner planner, String config, String host, MountSpec... mounts) {
        Checked checked = planner.check(Wire.config(config), Wire.host(host));
        String net = checked.host().wiring().networkMode();
        return planner.plan(new Input("c0ffee", checked.config(), checked.host(), RootFilesystem.folder(Path.of("/layers/root")), List.of(mounts), Path.of("/folder"),
                Path.of("/run/c0ffee"), net.equals("host") ? SandboxKind.HOST : SandboxKind.PRIVATE,
                net.startsWith("container:") ? OptionalInt.of(11) : OptionalInt.empty(), join(checked.host().isolation().pidMode(), 12),
                join(checked.host().isolation().ipcMode(), 13)));
    }

    private static OptionalInt join(String mode, int pid) {
        return mode.startsWith("container:") ? OptionalInt.of(pid) : OptionalInt.empty();
    }

    private static LaunchSpec plan(String config, String host, MountSpec... mounts) {
        return plan(planner(), config, host, mounts);
    }

    /** A plan as text, one fact a line; the filter only by its size, it has a test of its own. */
    private static String text(LaunchSpec spec) {
        StringBuilder out = new StringBuilder();
        line(out, "root", spec.root().source() + (spec.readOnlyRoot() ? " read-only" : "") + " propagation " + Long.toHexString(spec.rootPropagation()));
        line(out, "namespaces", "pid " + spec.namespaces().pid() + " net " + spec.namespaces().net() + " ipc " + spec.namespaces().ipc()
                + " uts " + spec.namespaces().uts() + " cgroup " + spec.namespaces().cgroup());
        line(out, "name", spec.hostname() + " " + spec.domainname());
        spec.mounts().forEach(m -> line(out, "mount", m.type() + " " + m.source() + " " + m.target() + " " + Long.toHexString(m.flags()) + " '" + m.data() + "' "
                + Long.toHexString(m.propagation())));
        spec.devices().forEach(d -> line(out, "device", d.path() + " " + d.type() + " " + d.major() + ":" + d.minor() + " " + Integer.toOctalString(d.mode())));
        spec.maskedPaths().forEach(p -> line(out, "masked", p));
        spec.readOnlyPaths().forEach(p -> line(out, "read-only", p));
        spec.sysctls().entrySet().stream().sorted(Map.Entry.comparingByKey()).forEach(e -> line(out, "sysctl", e.toString()));
        line(out, "cgroup", spec.cgroupPath());
        spec.resources().devices().orElse(List.of()).forEach(r -> line(out, "rule", r.toString()));
        line(out, "init", "" + spec.init());
        ProcessSpec p = spec.process();
        line(out, "args", p.args().toString());
        p.env().forEach(e -> line(out, "env", e));
        line(out, "cwd", p.cwd());
        line(out, "user", p.user() + " " + p.additionalGroups());
        line(out, "capabilities", p.capabilities().bounding().stream().sorted().collect(Collectors.joining(" ")));
        line(out, "confined", "no-new-privileges " + p.noNewPrivileges() + " seccomp " + p.seccomp().isPresent() + " apparmor " + p.apparmorProfile().orElse("-"));
        p.rlimits().forEach(r -> line(out, "rlimit", r.toString()));
        line(out, "oom", p.oomScoreAdj().toString());
        line(out, "terminal", p.terminal() + " stdin " + p.stdin() + " " + p.rows() + "x" + p.columns());
        return out.toString();
    }

    private static void line(StringBuilder out, String what, String text) {
        out.append(what).append(": ").append(text.stripTrailing()).append('\n');
    }

    private static void golden(String name, LaunchSpec spec) throws IOException {
        String actual = text(spec).replace("Namespace[mode=", "").replace(", pid=OptionalInt.empty]", "").replace(", pid=OptionalInt", "").replace("]]", "]");
        if (Boolean.getBoolean("golden.update")) {
            Path folder = Path.of("src/test/resources/golden/launch");
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(name + ".txt"), actual);
        }
        try (InputStream in = LaunchPlanTest.class.getResourceAsStream("/golden/launch/" + name + ".txt")) {
            assertEquals(new String(in.readAllBytes(), StandardCharsets.UTF_8), actual);
        }
    }

    @Test
    void plainContainer() throws IOException {
        golden("plain", plan("{'Hostname':'box','Cmd':['sh'],'Env':['A=1','PATH=/bin']}", "{}"));
    }

    @Test
    void containerWithEverything() throws IOException {
        golden("everything", plan("{'Hostname':'box','Domainname':'example','Entrypoint':['/e'],'Cmd':['a','b'],'Tty':true,'OpenStdin':true,'User':'1:2','WorkingDir':'/w'}",
                "{'ReadonlyRootfs':true,'CapAdd':['NET_ADMIN'],'CapDrop':['CAP_MKNOD'],'GroupAdd':['audio'],'IpcMode':'none','UTSMode':'','CgroupnsMode':'private',"
                        + "'SecurityOpt':['no-new-privileges','seccomp=unconfined'],'Sysctls':{'kernel.shmmax':'1'},'ShmSize':1048576,'OomScoreAdj':100,'Init':true,"
                        + "'Ulimits':[{'Name':'nofile','Soft':1,'Hard':2}],'CgroupParent':'../up','DeviceCgroupRules':['c 42:* r'],"
                        + "'Devices':[{'PathOnHost':'/dev/null','PathInContainer':'/dev/x','CgroupPermissions':'r'}],'ConsoleSize':[24,80]}",
                new MountSpec("bind", "/data", "/deep/er", Mounts.MS_BIND, "", Mounts.MS_SHARED),
                new MountSpec("bind", "/hosts", "/etc/hosts", Mounts.MS_BIND, "", 0),
                new MountSpec("tmpfs", "tmpfs", "/deep", 0, "", 0)));
    }

    @Test
    void joinsAndHostNamespaces() throws IOException {
        golden("shared", plan("{'Cmd':['sh']}", "{'NetworkMode':'container:x','PidMode':'container:y','IpcMode':'container:z','UTSMode':'host','Init':true}"));
        LaunchSpec host = plan("{'Hostname':'','Cmd':['sh']}", "{'NetworkMode':'host','PidMode':'host','IpcMode':'host'}");
        assertEquals(Namespace.host(), host.namespaces().net());
        assertEquals(Namespace.host(), host.namespaces().pid());
        assertTrue(host.sysctls().isEmpty());
        assertTrue(host.mounts().stream().anyMatch(m -> m.type().equals("bind") && m.source().equals("/dev/shm")));
    }

    @Test
    void privilegedHidesNothing() {
        LaunchSpec spec = plan("{'Cmd':['sh']}", "{'Privileged':true}");
        assertEquals(List.of(), spec.maskedPaths());
        assertEquals(List.of(), spec.readOnlyPaths());
        assertTrue(spec.process().seccomp().isEmpty());
        assertEquals(41, spec.process().capabilities().bounding().size());
        assertTrue(spec.mounts().stream().filter(m -> m.target().startsWith("/sys")).noneMatch(m -> (m.flags() & Mounts.MS_RDONLY) != 0));
        assertEquals(1, spec.resources().devices().orElseThrow().size());
        assertTrue(spec.devices().stream().anyMatch(d -> d.path().equals("/dev/null")));
    }

    @Test
    void versionTwoHasItsOwnCgroupNamespaceAlsoForThePrivileged() {
        for (String host : List.of("{}", "{'Privileged':true}")) {
            assertEquals(Namespace.host(), plan("{'Cmd':['sh']}", host).namespaces().cgroup());
            assertEquals(Namespace.fresh(), plan(planner(FakeSettings.none(), 2, ALL), "{'Cmd':['sh']}", host).namespaces().cgroup());
        }
    }

    @Test
    void whatTheHostLacksIsNotGiven() {
        OwnCapabilities few = new OwnCapabilities(java.util.Set.of(Capability.CAP_CHOWN, Capability.CAP_KILL), java.util.Set.of(Capability.CAP_CHOWN));
        assertEquals(java.util.Set.of("CAP_CHOWN"), plan(planner(FakeSettings.none(), 1, few), "{'Cmd':['sh']}", "{}").process().capabilities().effective());
    }

    @Test
    void capabilitiesAddAndDrop() {
        assertEquals(39, granted("{'CapAdd':['all'],'CapDrop':['sys_admin','CAP_MKNOD']}").size());
        assertEquals(java.util.Set.of("CAP_KILL"), granted("{'CapDrop':['ALL'],'CapAdd':['kill']}"));
        assertEquals(13, granted("{'CapDrop':['NET_RAW']}").size());
        assertEquals(41, granted("{'CapDrop':['ALL'],'CapAdd':['ALL']}").size());
    }

    private static java.util.Set<String> granted(String host) {
        return plan("{'Cmd':['sh']}", host).process().capabilities().bounding();
    }

    @Test
    void limitsBecomeTheRuntimes() {
        Resources r = plan("{'Cmd':['sh']}", "{'Memory':52428800,'NanoCpus':1500000000,'PidsLimit':7,'CpusetCpus':'0','CpuShares':512,'OomKillDisable':false}").resources();
        assertEquals(OptionalLong.of(52428800), r.memory());
        assertEquals(OptionalLong.of(104857600), r.memorySwap());
        assertEquals(OptionalLong.of(100_000), r.cpuPeriod());
        assertEquals(OptionalLong.of(150_000), r.cpuQuota());
        assertEquals(OptionalLong.of(7), r.pids());
        assertEquals(Optional.of("0"), r.cpusetCpus());
        assertEquals(OptionalLong.of(512), r.cpuShares());
        assertTrue(plan("{'Cmd':['sh']}", "{}").resources().memory().isEmpty());
    }

    @Test
    void engineSettingsAreDefaults() {
        FakeSettings settings = new FakeSettings(Map.of("default-shm-size", "32M", "init", "true", "no-new-privileges", "true", "cgroup-parent", "mine",
                "seccomp-profile", "unconfined", "default-ipc-mode", "shareable"), Map.of("default-ulimits", Map.of("nofile", "10:20", "nproc", "Name=nproc,Hard=4,Soft=3", "core", "Hard=-1,Soft=5")));
        DockerLaunchPlanner planner = planner(settings, 1, ALL);
        LaunchSpec spec = plan(planner, "{'Cmd':['sh']}", "{'Ulimits':[{'Name':'nproc','Soft':1,'Hard':1}]}");
        assertTrue(spec.init());
        assertTrue(spec.process().noNewPrivileges());
        assertTrue(spec.process().seccomp().isEmpty());
        assertEquals("/mine/c0ffee", spec.cgroupPath());
        assertTrue(spec.process().rlimits().containsAll(List.of(new Rlimit("nofile", 10, 20), new Rlimit("nproc", 1, 1), new Rlimit("core", 5, -1))));
        assertTrue(spec.mounts().stream().anyMatch(m -> m.data().contains("size=33554432")));
    }

    @Test
    void badEngineSettingsKeepTheEngineFromStarting() {
        badSetting("default-shm-size: invalid size: 'lots'", "default-shm-size", "lots");
        badSetting("default-shm-size: invalid size: '-5'", "default-shm-size", "-5");
        badSetting("default-shm-size: invalid size: '99999999999g'", "default-shm-size", "99999999999g");
        badSetting("default-ipc-mode: default IPC mode (host) is invalid, use \"shareable\" or \"private\"", "default-ipc-mode", "host");
        badSetting("default-cgroupns-mode: default cgroup namespace mode (x) is invalid, use \"host\" or \"private\"", "default-cgroupns-mode", "x");
        badSetting("opening seccomp profile (/no/such) failed: no such file or directory", "seccomp-profile", "/no/such");
        for (String limit : List.of("nonsense", "1:x", "Hard=x", "Soft=5,Hard=1")) {
            assertThrows(ServinException.class, () -> planner(new FakeSettings(Map.of(), Map.of("default-ulimits", Map.of("nofile", limit))), 1, ALL), limit);
        }
    }

    private static void badSetting(String message, String key, String value) {
        assertEquals(message, assertThrows(ServinException.class, () -> planner(new FakeSettings(Map.of(key, value), Map.of()), 1, ALL)).getMessage());
    }

    @Test
    void pathsThatArePrivilegedContainersOwnWishAreHidden() {
        LaunchSpec spec = plan("{'Cmd':['sh']}", "{'Privileged':true,'MaskedPaths':['/a'],'ReadonlyPaths':['/b']}");
        assertEquals(List.of("/a"), spec.maskedPaths());
        assertEquals(List.of("/b"), spec.readOnlyPaths());
    }

    @Test
    void nothingIsMountedOverWhatTheKernelTells() {
        refusedMount("\"/proc\" cannot be mounted because it is not of type proc", "/proc");
        refusedMount("\"/proc/sys/kernel\" cannot be mounted because it is inside /proc", "/proc/sys/kernel");
        assertTrue(plan("{'Cmd':['sh']}", "{}", bound("/proc/cpuinfo")).mounts().contains(bound("/proc/cpuinfo")));
    }

    private static void refusedMount(String why, String target) {
        assertEquals(RUNC + "unable to start container process: error during container init: error mounting \"/data\" to rootfs at \"" + target + "\": " + why + ": unknown",
                assertThrows(ServinException.class, () -> plan("{'Cmd':['sh']}", "{}", bound(target))).getMessage());
    }

    private static MountSpec bound(String target) {
        return new MountSpec("bind", "/data", target, Mounts.MS_BIND, "", 0);
    }

    @Test
    void aDomainIsTheUtsNamespaces() {
        refused(RUNC + "sysctl \"kernel.domainname\" is not in a separate kernel namespace: unknown", "{'Domainname':'d','Cmd':['sh']}", "{'UTSMode':'host'}");
        assertEquals("d".repeat(64), plan("{'Cmd':['sh'],'Domainname':'" + "d".repeat(70) + "'}", "{}").domainname());
    }

    private static void refused(String message, String config, String host) {
        assertEquals(message, assertThrows(ServinException.class, () -> plan(config, host)).getMessage());
    }

    @Test
    void execsShareTheContainersConfinement() {
        DockerLaunchPlanner planner = planner();
        Checked checked = planner.check(Wire.config("{'Hostname':'box','Cmd':['sh'],'Env':['A=1','B=2'],'User':'u','WorkingDir':'/w'}"), Wire.host("{'CapDrop':['ALL']}"));
        ProcessSpec exec = planner.exec(checked.config(), checked.host(), Wire.exec("{'Cmd':['id'],'Env':['B=3','A'],'Tty':true}"), Optional.of(new int[] {5, 6}));
        assertEquals(List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOSTNAME=box", "TERM=xterm", "B=3"), exec.env());
        assertEquals("u", exec.user());
        assertEquals("/w", exec.cwd());
        assertEquals(java.util.Set.of(), exec.capabilities().bounding());
        assertTrue(exec.seccomp().isPresent());
        assertEquals(6, exec.columns());
        ProcessSpec privileged = planner.exec(checked.config(), checked.host(), Wire.exec("{'Cmd':['id'],'Privileged':true,'User':'root','WorkingDir':'/x'}"), Optional.empty());
        assertEquals(41, privileged.capabilities().bounding().size());
        assertEquals("root", privileged.user());
        assertEquals("/x", privileged.cwd());
    }

    @Test
    void startRefusesWhatCreateLetsThrough() {
        refused("wrong rlimit value: RLIMIT_NOSUCH", "{'Ulimits':[{'Name':'nosuch','Soft':1,'Hard':1}]}");
        refused(RUNC + "sysctl \"kernel.panic\" is not in a separate kernel namespace: unknown", "{'Sysctls':{'kernel.panic':'1'}}");
        refused(RUNC + "sysctl \"kernel.msgmax\" is not allowed in the hosts ipc namespace: unknown", "{'IpcMode':'host','Sysctls':{'kernel.msgmax':'1'}}");
        refused(RUNC + "sysctl \"kernel.hostname\" is not allowed as it conflicts with the OCI \"hostname\" field: unknown", "{'Sysctls':{'kernel.hostname':'x'}}");
        refused(RUNC + "sysctl \"kernel.domainname\" is not in a separate kernel namespace: unknown", "{'UTSMode':'host','Sysctls':{'kernel.domainname':'x'}}");
        refused("Invalid IPC mode: x", "{'IpcMode':'x'}");
        refused(RUNC + "sysctl \"net.ipv4.ip_forward\" not allowed in host network namespace: unknown", "{'NetworkMode':'host','Sysctls':{'net.ipv4.ip_forward':'1'}}");
        refused("invalid device cgroup rule format: 'purple'", "{'DeviceCgroupRules':['purple']}");
        refused("error gathering device information while adding custom device \"/dev/nosuch\": no such file or directory",
                "{'Devices':[{'PathOnHost':'/dev/nosuch','PathInContainer':'/dev/x','CgroupPermissions':'rwm'}]}");
    }

    private static void refused(String message, String host) {
        assertEquals(message, assertThrows(ServinException.class, () -> plan("{'Cmd':['sh']}", host)).getMessage());
    }

    @Test
    void updatesMergeAndConflict() {
        DockerLaunchPlanner planner = planner();
        Checked checked = planner.check(Wire.config("{'Cmd':['sh']}"), Wire.host("{'Memory':52428800,'NanoCpus':500000000,'PidsLimit':5}"));
        Updated updated = planner.update(checked.host(), Wire.limits("{'Memory':62914560,'PidsLimit':-1,'CpuShares':4}"));
        assertEquals(62914560, updated.merged().memory());
        assertEquals(104857600, updated.merged().memorySwap());
        assertEquals(0L, updated.merged().pidsLimit());
        assertEquals(OptionalLong.of(-1), updated.changes().get().pids());
        assertEquals(OptionalLong.of(62914560), updated.changes().get().memory());
        assertEquals(OptionalLong.of(104857600), updated.changes().get().memorySwap());
        assertTrue(updated.changes().get().devices().isEmpty());
        conflicts(planner, checked, "{'Memory':209715200}", "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        conflicts(planner, checked, "{'CpuQuota':50000}", "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set");
    }

    private static void conflicts(DockerLaunchPlanner planner, Checked checked, String limits, String message) {
        ServinException e = assertThrows(ServinException.class, () -> planner.update(checked.host(), Wire.limits(limits)));
        assertEquals(ErrorKind.CONFLICT, e.kind());
        assertEquals(message, e.getMessage());
    }

    @Test
    void signalsAreNamedOrNumbered() {
        DockerLaunchPlanner planner = planner();
        assertEquals(9, planner.signal("KILL"));
        assertEquals(15, planner.signal("sigterm"));
        assertEquals(36, planner.signal("SIGRTMIN+2"));
        assertEquals(64, planner.signal("RTMAX"));
        assertEquals(10, planner.signal("10"));
        assertEquals(-1, planner.signal("-1")); // whether there is such a signal is seen when it is sent
        for (String bad : List.of("NOPE", "0", "", "99999999999")) {
            assertEquals("Invalid signal: " + bad, assertThrows(ServinException.class, () -> planner.signal(bad)).getMessage());
        }
    }

    @Test
    void swapIsLeftAloneWhereTheKernelCannotLimitIt() {
        FakeHost host = new FakeHost(1);
        host.swap = false;
        DockerLaunchPlanner planner = new DockerLaunchPlanner(FakeSettings.none(), host, new FixedDrivers(Map.of(DriverKind.RUNTIME, "servin"), Map.of()), ALL, new LimitChecks(host));
        Checked checked = planner.check(Wire.config("{'Cmd':['sh']}"), Wire.host("{'Memory':52428800}"));
        assertEquals(List.of("Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap."), checked.warnings());
        assertFalse(plan(planner, "{'Cmd':['sh']}", "{'Memory':52428800}").resources().memorySwap().isPresent());
    }

    private static DockerLaunchPlanner remapping() {
        return planner(new FakeSettings(Map.of("userns-uids", "0:100000:65536", "userns-gids", "0:200000:65536"), Map.of()), 1, ALL);
    }

    @Test
    void containersOfARemappingEngineHaveAUserNamespace() {
        LaunchSpec spec = plan(remapping(), "{}", "{\"Devices\":[{\"PathOnHost\":\"/dev/zero\",\"PathInContainer\":\"/dev/nothing\",\"CgroupPermissions\":\"rwm\"}]}");
        assertEquals(Namespace.fresh(), spec.namespaces().user());
        assertEquals(new Owner(100000, 200000), spec.idMaps().root());
        assertFalse(spec.sysctls().containsKey("net.ipv4.ping_group_range"));
        assertTrue(spec.devices().stream().anyMatch(d -> d.path().equals("/dev/nothing") && d.source().equals("/dev/zero")));
        LaunchSpec joined = plan(remapping(), "{}", "{\"NetworkMode\":\"container:x\"}");
        assertEquals(Namespace.of(11), joined.namespaces().user());
        assertEquals(spec.idMaps(), joined.idMaps());
    }

    @Test
    void theHostsUsersCanBeAskedFor() {
        for (DockerLaunchPlanner planner : List.of(planner(), remapping())) {
            LaunchSpec spec = plan(planner, "{}", "{\"UsernsMode\":\"host\",\"Privileged\":true,\"NetworkMode\":\"host\",\"PidMode\":\"host\",\"IpcMode\":\"host\"}");
            assertEquals(Namespace.host(), spec.namespaces().user());
            assertTrue(spec.idMaps().isNone());
        }
    }

    @Test
    void whatAUserNamespaceCannotDoIsRefused() {
        Map.of("{\"Privileged\":true}",
                "privileged mode is incompatible with user namespaces.  You must run the container in the host namespace when running privileged mode",
                "{\"NetworkMode\":\"host\"}", "cannot share the host's network namespace when user namespaces are enabled",
                "{\"PidMode\":\"host\"}", "cannot share the host PID namespace when user namespaces are enabled",
                "{\"IpcMode\":\"host\"}", "cannot share the host IPC namespace when user namespaces are enabled").forEach((host, message) -> {
                    ServinException refusal = assertThrows(ServinException.class, () -> plan(remapping(), "{}", host));
                    assertEquals(message, refusal.getMessage());
                    assertEquals(ErrorKind.INVALID_ARGUMENT, refusal.kind());
                    plan("{}", host);
                });
    }
}
