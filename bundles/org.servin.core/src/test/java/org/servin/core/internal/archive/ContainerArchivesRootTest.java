package org.servin.core.internal.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.core.archive.Archives;
import org.servin.core.archive.PathStat;
import org.servin.core.container.MountPoint;
import org.servin.image.tar.TarEntry;
import org.servin.image.tar.TarEntry.Segment;
import org.servin.image.tar.TarEntry.Type;
import org.servin.image.tar.TarReader;
import org.servin.image.tar.TarWriter;
import org.servin.linux.fs.Self;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.ErrorKind;
import org.servin.spi.IdMaps;
import org.servin.spi.ServinException;

/** Copying in and out of stopped containers, with volumes. The answers are those of dockerd 20.10 to the same calls. */
class ContainerArchivesRootTest {
    /** Containers whose events nobody hears. */
    private interface Quiet extends ContainerRoots {
        @Override
        default <T> T withFiles(String ref, java.util.function.Supplier<T> work) {
            return work.get();
        }

        @Override
        default void publish(String containerId, String action) { }
    }

    private Path temp;
    private Path root;
    private Path outside;
    private boolean readOnly;
    private String user = "";
    private IdMaps maps = IdMaps.NONE;
    private final List<MountPoint> mounts = new ArrayList<>();
    private Archives archives;

    @BeforeEach
    void makeContainer() throws IOException {
        Assumptions.assumeTrue(Self.read().isRoot(), "needs root");
        temp = Files.createTempDirectory("servin-archive-test");
        root = Files.createDirectory(temp.resolve("root"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
        for (String folder : List.of("etc", "root/d", "v", "ro", "tmp")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65533:nobody:/:/bin/false\n");
        Files.writeString(root.resolve("root/d/f"), "hello");
        Files.createSymbolicLink(root.resolve("root/ld"), Path.of("d"));
        Files.createSymbolicLink(root.resolve("root/abs"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(root.resolve("root/dangling"), Path.of("nosuch"));
        Files.createSymbolicLink(root.resolve("root/out"), Path.of("../../../../../../outside"));
        archives = new ContainerArchives((Quiet) ref -> new ContainerRoots.Found("id", 0, user, readOnly, mounts, maps),
                new FolderWorkspaces(Files.createDirectory(temp.resolve("anchor")), root));
    }

    @AfterEach
    void clean() {
        if (temp != null) {
            TreeRemoval.remove(temp);
        }
    }

    private MountPoint volume(String destination, boolean rw) throws IOException {
        Path source = Files.createDirectories(temp.resolve("volume" + destination));
        return new MountPoint("volume", "v", source.toString(), destination, "local", "", rw, "");
    }

    private static byte[] tar(String... namesAndContents) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TarWriter writer = new TarWriter(out);
        for (int i = 0; i < namesAndContents.length; i += 2) {
            String content = namesAndContents[i + 1];
            byte[] data = content.startsWith("->") || content.equals("/") ? new byte[0] : content.getBytes(StandardCharsets.UTF_8);
            Type type = content.startsWith("->") ? Type.SYMLINK : content.equals("/") ? Type.DIRECTORY : Type.FILE;
            String link = content.startsWith("->") ? content.substring(2) : "";
            writer.put(new TarEntry(namesAndContents[i], type, type == Type.DIRECTORY ? 0755 : 0644, 7, 8, data.length, 1000, 0, link, 0, 0, Map.of(),
                    List.of(new Segment(0, data.length))));
            writer.write(data, 0, data.length);
        }
        writer.finish();
        return out.toByteArray();
    }

    private void put(String folder, byte[] tar) throws IOException {
        archives.extract("c", folder, new ByteArrayInputStream(tar), false, false);
    }

    private ServinException refused(String folder, byte[] tar) {
        return assertThrows(ServinException.class, () -> put(folder, tar));
    }

    private List<String> names(String path) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Archives.Reading reading = archives.read("c", path)) {
            reading.writeTo(out);
        }
        return names(out.toByteArray());
    }

    private static List<String> names(byte[] tar) throws IOException {
        List<String> names = new ArrayList<>();
        TarReader reader = new TarReader(new ByteArrayInputStream(tar));
        for (Optional<TarEntry> next = reader.next(); next.isPresent(); next = reader.next()) {
            names.add(next.get().name());
        }
        return names;
    }

    @ParameterizedTest
    @CsvSource({
        "/root/d, d, 2147484141, ''", "/root/d/, d, 2147484141, ''", "/root/d/., ., 2147484141, ''", "/root/ld, ld, 134218239, /root/d",
        "/root/ld/, ld, 2147484141, ''", "/root/d/f, f, 420, ''", "/root/abs, abs, 134218239, /etc/passwd", "/, /, 2147484141, ''", ".,., 2147484141, ''",
        "root/d, d, 2147484141, ''", "/root/d/../d/f, f, 420, ''", "/root/dangling, dangling, 134218239, /root/nosuch", "/root/out, out, 134218239, /outside"})
    void filesAreDescribedAsDockerdDoes(String path, String name, long mode, String target) {
        PathStat stat = archives.stat("c", path);
        assertEquals(name, stat.name());
        assertEquals(mode, stat.mode());
        assertEquals(target, stat.linkTarget());
    }

    @Test
    void archivesAreNamedByTheLastNameAsked() throws IOException {
        assertEquals(List.of("d/", "d/f"), names("/root/d"));
        assertEquals(List.of("./", "./f"), names("/root/d/."));
        assertEquals(List.of("ld"), names("/root/ld"));
        assertEquals(List.of("ld/", "ld/f"), names("/root/ld/"));
        assertEquals(List.of("f"), names("/root/d/f"));
        assertEquals("/etc/passwd", names("/").get(2));
    }

    @Test
    void whatIsMissingIsSaidInDockerdsWords() {
        ServinException e = assertThrows(ServinException.class, () -> archives.stat("c", "/nosuch"));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
        assertEquals("Could not find the file /nosuch in container c", e.getMessage());
        assertEquals("lstat /etc/passwd/x: not a directory", assertThrows(ServinException.class, () -> archives.stat("c", "/etc/passwd/x")).getMessage());
        assertEquals(ErrorKind.NOT_FOUND, refused("/nosuch", new byte[0]).kind());
        assertEquals("Could not find the file /root/out in container c", refused("/root/out", new byte[0]).getMessage());
        assertEquals("extraction point is not a directory", refused("/etc/passwd", new byte[0]).getMessage());
        assertEquals("extraction point is not a directory", refused("/etc/passwd/", new byte[0]).getMessage());
    }

    @Test
    void unpackingFollowsLinksInsideOnly() throws IOException {
        put("/root/ld", tar("x", "1"));
        assertEquals("1", Files.readString(root.resolve("root/d/x")));
        put("/root", tar("e", "->/etc", "e/new", "2"));
        assertEquals("Error processing tar file(exit status 1): invalid symlink \"/root/up\" -> \"../../outside\"", refused("/root", tar("up", "->../../outside")).getMessage());
        put("/", tar("root/up", "->../../../../../outside"));
        assertEquals("2", Files.readString(root.resolve("etc/new")));
        ServinException e = refused("/root", tar("../../evil", "x"));
        assertEquals("Error processing tar file(exit status 1): \"../../evil\" is outside of \"/root\"", e.getMessage());
        refused("/root", tar("up/secret", "mine"));
        assertEquals("secret", Files.readString(outside.resolve("secret")));
    }

    @Test
    void archivesHaveTheNumbersOfTheContainersUserNamespace() throws IOException {
        maps = IdMaps.parse(List.of("0:300000:65535"), List.of("0:400000:65535"));
        put("/root", tar("a", "1"));
        assertEquals(300007, Files.getAttribute(root.resolve("root/a"), "unix:uid"));
        user = "nobody";
        archives.extract("c", "/root", new ByteArrayInputStream(tar("b", "1")), false, true);
        assertEquals(365534, Files.getAttribute(root.resolve("root/b"), "unix:uid"));
        assertEquals(465533, Files.getAttribute(root.resolve("root/b"), "unix:gid"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Archives.Reading reading = archives.read("c", "/root/a")) {
            reading.writeTo(out);
        }
        assertEquals(7, new TarReader(new ByteArrayInputStream(out.toByteArray())).next().orElseThrow().uid());
    }

    @Test
    void ownersAreTheArchivesOrTheContainersUser() throws IOException {
        put("/root", tar("a", "1"));
        assertEquals(7, Files.getAttribute(root.resolve("root/a"), "unix:uid"));
        user = "nobody";
        archives.extract("c", "/root", new ByteArrayInputStream(tar("b", "1")), false, true);
        assertEquals(65534, Files.getAttribute(root.resolve("root/b"), "unix:uid"));
        assertEquals(65533, Files.getAttribute(root.resolve("root/b"), "unix:gid"));
    }

    @Test
    void foldersAreNotReplacedByOthersIfAskedNotTo() {
        ServinException folder = assertThrows(ServinException.class,
                () -> archives.extract("c", "/root", new ByteArrayInputStream(tar("d", "file")), true, false));
        assertEquals("Error processing tar file(exit status 1): cannot overwrite directory \"/root/d\" with non-directory \"/root\"", folder.getMessage());
        ServinException file = assertThrows(ServinException.class,
                () -> archives.extract("c", "/root", new ByteArrayInputStream(tar("d/f", "/")), true, false));
        assertEquals("Error processing tar file(exit status 1): cannot overwrite non-directory \"/root/d/f\" with directory \"/root\"", file.getMessage());
    }

    @Test
    void compressedArchivesAreUnpackedAndGarbageIsRefused() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(tar("z", "zipped"));
        }
        put("/root", packed.toByteArray());
        assertEquals("zipped", Files.readString(root.resolve("root/z")));
        assertEquals("Error processing tar file(exit status 1): archive/tar: invalid tar header",
                refused("/root", "garbage".repeat(200).getBytes(StandardCharsets.UTF_8)).getMessage());
    }

    @Test
    void volumesAreInPlaceAndReadOnlyIsReadOnly() throws IOException {
        mounts.add(volume("/v", true));
        mounts.add(volume("/ro", false));
        readOnly = true;
        put("/v", tar("x", "in volume"));
        assertEquals("in volume", Files.readString(temp.resolve("volume/v/x")));
        assertFalse(Files.exists(root.resolve("v/x")));
        assertEquals(List.of("v/", "v/x"), names("/v"));
        assertEquals("mounted volume is marked read-only", refused("/ro", tar("x", "")).getMessage());
        assertEquals("container rootfs is marked read-only", refused("/root", tar("x", "")).getMessage());
    }

    @Test
    void volumesAreInPlaceBeforeTheFirstStart() throws IOException {
        mounts.add(volume("/new/volume", true));
        Files.writeString(temp.resolve("volume/new/volume/x"), "");
        assertEquals(List.of("volume/", "volume/x"), names("/new/volume"));
        put("/new/volume", tar("y", "1"));
        assertEquals("1", Files.readString(temp.resolve("volume/new/volume/y")));
    }

    @Test
    void exportHasNoMountsAndNoEntryForTheRoot() throws IOException {
        mounts.add(volume("/v", true));
        Files.writeString(temp.resolve("volume/v/x"), "");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Archives.Reading reading = archives.export("c")) {
            reading.writeTo(out);
        }
        List<String> names = names(out.toByteArray());
        assertEquals("etc/", names.get(0));
        assertTrue(names.containsAll(List.of("root/d/f", "v/", "tmp/")));
        assertFalse(names.contains("v/x"));
    }

    /** A process inside swaps a folder for a link to the outside as fast as it can, while an archive is unpacked through that folder. */
    @Test
    void aRaceWithLinksNeverLeadsOut() throws Exception {
        Path victim = Files.createDirectory(root.resolve("race"));
        Files.createDirectory(victim.resolve("sub"));
        Files.createSymbolicLink(victim.resolve("link"), outside);
        AtomicBoolean stop = new AtomicBoolean();
        Thread swapper = new Thread(() -> swap(victim, stop));
        swapper.start();
        try {
            String[] entries = new String[400];
            for (int i = 0; i < 400; i += 2) {
                entries[i] = "sub/evil" + i;
                entries[i + 1] = "x";
            }
            byte[] tar = tar(entries);
            int refused = 0;
            for (int i = 0; i < 100; i++) {
                try {
                    put("/race", tar);
                } catch (ServinException e) {
                    refused++; // where the link was in the way there is no such folder inside
                }
                names("/race/sub/");
            }
            assertTrue(refused <= 100);
        } catch (ServinException e) {
            assertEquals(ErrorKind.NOT_FOUND, e.kind());
        } finally {
            stop.set(true);
            swapper.join();
        }
        try (var files = Files.list(outside)) {
            assertEquals(List.of("secret"), files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static void swap(Path folder, AtomicBoolean stop) {
        while (!stop.get()) {
            org.servin.linux.fs.At.rename(org.servin.linux.fs.At.CWD, folder.resolve("sub").toString(), org.servin.linux.fs.At.CWD,
                    folder.resolve("link").toString(), org.servin.linux.fs.At.RENAME_EXCHANGE);
        }
    }

    /** The same container seen through a process whose root it is. */
    @Test
    void aRunningContainerIsReachedThroughItsProcess() throws Exception {
        Path busybox = Path.of("/bin/busybox");
        Assumptions.assumeTrue(Files.exists(busybox), "needs busybox-static");
        Files.copy(busybox, root.resolve("busybox"));
        root.resolve("busybox").toFile().setExecutable(true);
        Process process = new ProcessBuilder("chroot", root.toString(), "/busybox", "sh", "-c", "echo up; read end").start();
        try {
            process.inputReader().readLine();
            Archives live = new ContainerArchives((Quiet) ref -> new ContainerRoots.Found("id", (int) process.pid(), "", false, mounts, IdMaps.NONE),
                    new FolderWorkspaces(temp.resolve("nosuch"), temp.resolve("nosuch")));
            live.extract("c", "/root/ld", new ByteArrayInputStream(tar("live", "1")), false, false);
            assertEquals("1", Files.readString(root.resolve("root/d/live"), StandardCharsets.UTF_8));
            assertEquals("/etc/passwd", live.stat("c", "/root/abs").linkTarget());
            assertTrue(Files.isSymbolicLink(root.resolve("root/abs")));
            assertTrue(Files.exists(root.resolve("root/abs"), LinkOption.NOFOLLOW_LINKS));
        } finally {
            process.destroyForcibly().waitFor();
        }
    }
}
