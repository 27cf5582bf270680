package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.fs.Mounts;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.LaunchSpec;
import org.servin.spi.runtime.MountSpec;
import org.servin.spi.runtime.Namespace;
import org.servin.spi.runtime.Namespaces;
import org.servin.spi.runtime.Rlimit;
import org.servin.spi.runtime.Stream;
import org.servin.spi.runtime.Task;

/** Roots that lead elsewhere, and specifications that cannot be met: nothing outside is touched, the step is named, nothing is left. */
class HostileRootTest {
    private static final String LAUNCH = "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";
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

    private String run(LaunchSpec spec) {
        Task task = runtime.launch(spec);
        task.start();
        String output = Box.readAll(task, Stream.STDOUT) + Box.readAll(task, Stream.STDERR);
        Box.exit(task);
        task.release();
        task.destroy();
        LaunchRootTest.assertNothingLeft(spec);
        return output;
    }

    private ServinException refused(LaunchSpec spec) {
        ServinException e = assertThrows(ServinException.class, () -> runtime.launch(spec).start());
        LaunchRootTest.assertNothingLeft(spec);
        return e;
    }

    private LaunchSpec with(List<String> args, UnaryOperator<Box.Change> change) {
        return box.spec(args, change);
    }

    @Test
    void mountTargetsStayInside() throws IOException {
        Path outside = box.beside("outside");
        Path source = box.beside("source");
        Files.writeString(source.resolve("mark"), "mark\n");
        String up = "../../../../../../..";
        Map<String, String> links = Map.of("absolute", outside.toString(), "climbing", up + outside, "slash", "/", "chain", "absolute/x/y", "dangling", "/not/there");
        for (var link : links.entrySet()) {
            Files.createSymbolicLink(box.root().resolve(link.getKey()), Path.of(link.getValue()));
        }
        for (String name : links.keySet()) {
            String output = run(with(List.of("cat", "/" + name + "/new/place/mark"), c -> c.with(x -> x.mounts.add(
                    new MountSpec("bind", source.toString(), "/" + name + "/new/place", Mounts.MS_BIND, "", 0)))));
            assertEquals("mark\n", output, name);
        }
        try (var found = Files.list(outside)) {
            assertEquals(List.of(), found.toList());
        }
        assertFalse(Files.exists(Path.of("/new")));
        assertFalse(Files.exists(Path.of("/not/there")));
        assertTrue(Files.isDirectory(box.root().resolve("not/there/new/place")));
    }

    @Test
    void linksOfProcLeadNowhere() throws IOException {
        Files.createSymbolicLink(box.root().resolve("self"), Path.of("/proc/self/root"));
        Files.createSymbolicLink(box.root().resolve("one"), Path.of("/proc/1/root/tmp"));
        for (String name : List.of("self", "one")) {
            ServinException e = refused(with(List.of("true"), c -> c.with(x -> {
                x.namespaces = new Namespaces(Namespace.host(), Namespace.fresh(), Namespace.fresh(), Namespace.fresh(), Namespace.host());
                x.mounts.add(new MountSpec("tmpfs", "tmpfs", "/" + name + "/servin-escaped", 0, "", 0));
            })));
            assertTrue(e.getMessage().contains("error mounting \"tmpfs\" to rootfs at"), e.getMessage());
        }
        assertFalse(Files.exists(Path.of("/servin-escaped")));
        assertFalse(Files.exists(Path.of("/tmp/servin-escaped")));
    }

    @Test
    void theCurrentFolderStaysInside() throws IOException {
        Files.createSymbolicLink(box.root().resolve("out"), Path.of("/proc/1/root"));
        ServinException e = refused(with(List.of("ls"), c -> c.with(x -> {
            x.namespaces = new Namespaces(Namespace.host(), Namespace.fresh(), Namespace.fresh(), Namespace.fresh(), Namespace.host());
            x.process = Specs.existing(x.process, "/out");
        })));
        assertTrue(e.getMessage().contains("chdir to cwd (\"/out\")"), e.getMessage());
    }

    @Test
    void accountFilesAreReadOnlyInside() throws IOException {
        Path secret = box.beside("secret").resolve("passwd");
        Files.writeString(secret, "spy:x:77:77::/:/bin/sh\n");
        Files.delete(box.root().resolve("etc/passwd"));
        Files.createSymbolicLink(box.root().resolve("etc/passwd"), secret);
        assertEquals("unable to find user spy: no matching entries in passwd file",
                refused(with(List.of("id"), c -> c.with(x -> x.process = Specs.user(x.process, "spy", List.of())))).getMessage());
        Files.delete(box.root().resolve("etc/passwd"));
        Files.createSymbolicLink(box.root().resolve("etc/passwd"), Path.of("/dev/zero")); // not read: as empty as a masked file
        assertEquals("unable to find user spy: no matching entries in passwd file",
                refused(with(List.of("id"), c -> c.with(x -> x.process = Specs.user(x.process, "spy", List.of())))).getMessage());
        Files.delete(box.root().resolve("etc/passwd"));
        Files.createSymbolicLink(box.root().resolve("etc/passwd"), Path.of("/tmp"));
        assertTrue(refused(with(List.of("id"), c -> c)).getMessage().contains("not a regular file"));
    }

    @Test
    void saysWhatWasWrongInDockersWords() {
        assertEquals(LAUNCH + "exec: \"nosuch\": executable file not found in $PATH: unknown", refused(with(List.of("nosuch"), c -> c)).getMessage());
        assertEquals(LAUNCH + "exec: \"/nosuch\": stat /nosuch: no such file or directory: unknown", refused(with(List.of("/nosuch"), c -> c)).getMessage());
        assertEquals(LAUNCH + "exec: \"/etc\": permission denied: unknown", refused(with(List.of("/etc"), c -> c)).getMessage());
        assertEquals("unable to find group nogrp: no matching entries in group file",
                refused(with(List.of("true"), c -> c.with(x -> x.process = Specs.user(x.process, "root:nogrp", List.of())))).getMessage());
        assertEquals("Unable to find group nogrp: no matching entries in group file",
                refused(with(List.of("true"), c -> c.with(x -> x.process = Specs.user(x.process, "", List.of("nogrp"))))).getMessage());
        assertEquals("Cannot mkdir: /bin/busybox is not a directory",
                refused(with(List.of("true"), c -> c.with(x -> x.process = Specs.folder(x.process, "/bin/busybox")))).getMessage());
        ServinException sysctl = refused(with(List.of("true"), c -> c.with(x -> x.sysctls = Map.of("net.ipv4.nosuch", "1"))));
        assertEquals(LAUNCH + "error during container init: open /proc/sys/net/ipv4/nosuch: no such file or directory: unknown", sysctl.getMessage());
        assertEquals(ErrorKind.INVALID_ARGUMENT, sysctl.kind());
    }

    @Test
    void namesTheMountThatFailed() {
        ServinException e = refused(with(List.of("true"), c -> c.with(x -> x.mounts.add(new MountSpec("bind", "/etc/passwd", "/etc", Mounts.MS_BIND, "", 0)))));
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
        assertTrue(e.getMessage().startsWith(LAUNCH + "error during container init: error mounting \"/etc/passwd\" to rootfs at \"/etc\""), e.getMessage());
        assertTrue(e.getMessage().contains("not a directory: unknown: Are you trying to mount a directory onto a file"), e.getMessage());
        refused(with(List.of("true"), c -> c.with(x -> x.mounts.add(new MountSpec("bind", "/not/on/the/host", "/x", Mounts.MS_BIND, "", 0)))));
        refused(with(List.of("true"), c -> c.with(x -> x.mounts.add(new MountSpec("nosuchfs", "x", "/x", 0, "", 0)))));
        refused(with(List.of("true"), c -> c.with(x -> x.process = Specs.limits(x.process, List.of(new Rlimit("nonsense", 1, 1))))));
    }
}
