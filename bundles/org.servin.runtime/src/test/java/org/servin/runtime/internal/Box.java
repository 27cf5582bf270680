package org.servin.runtime.internal;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.servin.linux.Fd;
import org.servin.linux.fs.Mounts;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Poll;
import org.servin.spi.IdMaps;
import org.servin.spi.runtime.Capabilities;
import org.servin.spi.runtime.DeviceSpec;
import org.servin.spi.runtime.Exit;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;
import org.servin.spi.runtime.ProcessSpec;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Rlimit;
import org.servin.spi.runtime.RunningProcess;
import org.servin.spi.runtime.Stream;
import org.servin.spi.storage.RootFilesystem;

/** A folder with busybox as a container's root, and specifications of containers in it like those of a default Docker container. */
public final class Box implements AutoCloseable {
    static final Set<String> CAPABILITIES = Set.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID",
            "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE");
    private static final long NOTHING = Mounts.MS_NOSUID | Mounts.MS_NOEXEC | Mounts.MS_NODEV;
    private static final Map<RunningProcess, Map<Stream, Optional<Fd>>> STREAMS = new ConcurrentHashMap<>();
    private static int count;
    private final Path folder;
    private final Path root;

    /** Makes the folder. */
    public Box() {
        try {
            folder = Files.createTempDirectory("servin-box-").toRealPath();
            root = Files.createDirectories(folder.resolve("root"));
            for (String name : List.of("bin", "etc", "tmp", "proc", "sys", "dev", "root", "home/worker")) {
                Files.createDirectories(root.resolve(name));
            }
            Files.copy(Path.of("/bin/busybox"), root.resolve("bin/busybox"));
            for (String applet : List.of("sh", "cat", "ls", "id", "sleep", "true", "false", "stty", "tty", "hostname", "grep", "echo", "kill", "ps", "wc", "touch",
                    "mount", "env", "pwd", "readlink", "head", "yes", "nproc", "stat", "mkdir", "trap", "chmod", "ip", "tail", "tr")) {
                Files.createSymbolicLink(root.resolve("bin/" + applet), Path.of("busybox"));
            }
            Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nworker:x:1000:1000::/home/worker:/bin/sh\n");
            Files.writeString(root.resolve("etc/group"), "root:x:0:\nwheel:x:10:root,worker\nworker:x:1000:\nextra:x:2000:\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The container's root on the host. */
    public Path root() {
        return root;
    }

    /** A folder beside the root. */
    public Path beside(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A container that runs this, with changes. */
    @SafeVarargs
    public final LaunchSpec spec(List<String> args, UnaryOperator<Change>... changes) {
        Change change = new Change();
        change.process = process(args);
        for (UnaryOperator<Change> each : changes) {
            change = each.apply(change);
        }
        String id;
        synchronized (Box.class) {
            id = "box" + ProcessHandle.current().pid() + "-" + ++count;
        }
        Path run = beside("run/" + id);
        return new LaunchSpec(id, run, change.root != null ? change.root : RootFilesystem.folder(root), change.readOnlyRoot, change.propagation,
                change.namespaces, change.maps, change.hostname, "", change.mounts, devices(), List.of("/proc/kcore", "/proc/keys", "/proc/acpi", "/sys/firmware", "/nowhere"),
                List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger", "/nowhere"), change.sysctls, "/servin-test-" + id,
                change.resources, change.init, change.process);
    }

    /** A process like one of a default Docker container. */
    public static ProcessSpec process(List<String> args) {
        return new ProcessSpec(args, List.of("PATH=/sbin:/bin"), "/", false, "", List.of(),
                new Capabilities(CAPABILITIES, CAPABILITIES, CAPABILITIES, Set.of(), Set.of()), false, Optional.empty(), Optional.empty(),
                List.of(new Rlimit("nofile", 1 << 20, 1 << 20)), Optional.of(0), false, false, 0, 0);
    }

    /** What differs from a default container. */
    public static final class Change {
        public RootFilesystem root;
        public boolean readOnlyRoot;
        public boolean init;
        public long propagation = Mounts.MS_PRIVATE | Mounts.MS_REC;
        public String hostname = "boxhost";
        public Map<String, String> sysctls = Map.of();
        public Resources resources = Resources.none();
        public Namespaces namespaces = new Namespaces(Namespace.fresh(), Namespace.fresh(), Namespace.fresh(), Namespace.fresh(), Namespace.host());
        public IdMaps maps = IdMaps.NONE;
        public List<MountSpec> mounts = new ArrayList<>(Box.mounts());
        public ProcessSpec process;

        Change with(Consumer<Change> edit) {
            edit.accept(this);
            return this;
        }
    }

    private static List<MountSpec> mounts() {
        return List.of(
                new MountSpec("proc", "proc", "/proc", NOTHING, "", 0),
                new MountSpec("tmpfs", "tmpfs", "/dev", Mounts.MS_NOSUID | Mounts.MS_STRICTATIME, "mode=755,size=65536k", 0),
                new MountSpec("devpts", "devpts", "/dev/pts", Mounts.MS_NOSUID | Mounts.MS_NOEXEC, "newinstance,ptmxmode=0666,mode=0620,gid=5", 0),
                new MountSpec("sysfs", "sysfs", "/sys", NOTHING | Mounts.MS_RDONLY, "", 0),
                new MountSpec("cgroup", "cgroup", "/sys/fs/cgroup", NOTHING | Mounts.MS_RDONLY, "", 0),
                new MountSpec("mqueue", "mqueue", "/dev/mqueue", NOTHING, "", 0),
                new MountSpec("tmpfs", "shm", "/dev/shm", NOTHING, "mode=1777,size=65536k", 0));
    }

    private static List<DeviceSpec> devices() {
        List<DeviceSpec> devices = new ArrayList<>();
        Map<String, Integer> minors = Map.of("null", 3, "zero", 5, "full", 7, "random", 8, "urandom", 9);
        minors.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .forEach(device -> devices.add(new DeviceSpec("/dev/" + device.getKey(), 'c', 1, device.getValue(), 0666, 0, 0)));
        devices.add(new DeviceSpec("/dev/tty", 'c', 5, 0, 0666, 0, 0));
        return devices;
    }

    /** Waits for the end. */
    public static Exit exit(RunningProcess process) {
        try {
            return process.exit().toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("no exit", e);
        }
    }

    /** A process's stream, which it gives away once. */
    public static OptionalInt stream(RunningProcess process, Stream which) {
        Optional<Fd> fd = STREAMS.computeIfAbsent(process, p -> new EnumMap<>(Stream.class))
                .computeIfAbsent(which, w -> process.stream(w).stream().mapToObj(Fd::new).findFirst());
        return fd.stream().mapToInt(Fd::number).findFirst();
    }

    /** What the end of an engine does: the process's streams are closed on its side. */
    public static void letGo(RunningProcess process) {
        STREAMS.getOrDefault(process, Map.of()).values().forEach(fd -> fd.ifPresent(Fd::close));
        STREAMS.remove(process);
    }

    /** What an engine does at the end of a process's standard input. */
    public static void closeStdin(RunningProcess process) {
        STREAMS.getOrDefault(process, Map.of()).getOrDefault(Stream.STDIN, Optional.empty()).ifPresent(Fd::close);
        process.closeStdin();
    }

    /** Reads a stream to its end. */
    public static String readAll(RunningProcess process, Stream which) {
        return read(process, which, text -> false);
    }

    /** Reads until the text is as wanted, or the end. */
    public static String read(RunningProcess process, Stream which, java.util.function.Predicate<String> enough) {
        OptionalInt fd = stream(process, which);
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        while (!enough.test(text.toString(StandardCharsets.UTF_8))) {
            if (Poll.one(fd.orElseThrow(), Poll.IN, 20_000) == 0) {
                throw new AssertionError("nothing more after: " + text);
            }
            int n = Descriptors.read(fd.orElseThrow(), buffer, 0, buffer.length);
            if (n == 0) {
                break;
            }
            text.write(buffer, 0, Math.max(n, 0));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    /** Writes to standard input. */
    public static void write(RunningProcess process, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length;) {
            at += Math.max(0, Descriptors.write(stream(process, Stream.STDIN).orElseThrow(), bytes, at, bytes.length - at));
        }
    }

    @Override
    public void close() {
        List.copyOf(STREAMS.keySet()).forEach(Box::letGo);
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(path);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
