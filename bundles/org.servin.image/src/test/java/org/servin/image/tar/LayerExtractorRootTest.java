package org.servin.image.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.servin.image.tar.TarBytes.tar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.image.tar.TarEntry.Segment;
import org.servin.image.tar.TarEntry.Type;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.RawNames;
import org.servin.linux.fs.Self;
import org.servin.linux.fs.TreeRemoval;
import org.servin.linux.fs.Xattrs;
import org.servin.spi.IdMaps;
import org.servin.spi.Owner;
import org.servin.spi.storage.Change;
import org.servin.spi.storage.Change.Kind;
import org.servin.spi.storage.WhiteoutForm;

/** What only root can make: devices, owners, attributes, overlay's whiteouts; and GNU tar as counterpart. */
class LayerExtractorRootTest {
    /** cap_net_raw=ep, version 2; with a byte that is no UTF-8. */
    private static final byte[] CAPABILITY = {1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};

    private Path temp;
    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        Assumptions.assumeTrue(Self.read().isRoot(), "needs root");
        temp = Files.createTempDirectory("servin-tar-test");
        root = Files.createDirectory(temp.resolve("root"));
    }

    @AfterEach
    void clean() {
        if (temp != null) {
            TreeRemoval.remove(temp);
        }
    }

    private ExtractResult extract(TarBytes tar, WhiteoutForm form) throws IOException {
        return LayerExtractor.extract(tar.stream(), root, form, IdMaps.NONE);
    }

    private FileStat stat(String path) {
        return At.stat(At.CWD, root.resolve(path).toString());
    }

    @Test
    void factsAreAsWritten() throws IOException {
        TarEntry setuid = new TarEntry("bin/su", Type.FILE, 04755, 0, 5, 3, 1234567890, 123456789, "", 0, 0,
                Map.of("security.capability", CAPABILITY, "user.note", new byte[] {(byte) 0xff, 0, 1}, "trusted.overlay.opaque", new byte[] {'y'}),
                List.of(new Segment(0, 3)));
        extract(tar().folder("tmp", 01777).folder("bin", 0700).put(setuid, "abc")
                .device("null", Type.CHARACTER_DEVICE, 1, 3, 0666).device("disk", Type.BLOCK_DEVICE, 259, 1048575, 0660).device("pipe", Type.FIFO, 0, 0, 0622)
                .symlink("link", "bin/su").hardLink("hard", "bin/su"), WhiteoutForm.OVERLAY);
        assertEquals(01777, stat("tmp").permissions());
        assertEquals(1000, stat("bin").mtimeSeconds());
        FileStat su = stat("bin/su");
        assertEquals(04755, su.permissions());
        assertEquals(5, su.gid());
        assertEquals(2, su.nlink());
        assertEquals(Instant.ofEpochSecond(1234567890), Instant.ofEpochSecond(su.mtimeSeconds()));
        assertTrue(su.isSameFile(stat("hard")));
        assertArrayEquals(CAPABILITY, Xattrs.get(At.CWD, root.resolve("bin/su").toString(), "security.capability").orElseThrow());
        assertArrayEquals(new byte[] {(byte) 0xff, 0, 1}, Xattrs.get(At.CWD, root.resolve("bin/su").toString(), "user.note").orElseThrow());
        assertTrue(Xattrs.get(At.CWD, root.resolve("bin/su").toString(), "trusted.overlay.opaque").isEmpty());
        assertEquals(List.of(FileStat.S_IFCHR, 1, 3, 0666), List.of(stat("null").type(), stat("null").rdevMajor(), stat("null").rdevMinor(), stat("null").permissions()));
        assertEquals(List.of(259, 1048575), List.of(stat("disk").rdevMajor(), stat("disk").rdevMinor()));
        assertEquals(FileStat.S_IFIFO, stat("pipe").type());
        assertEquals(1000, stat("link").mtimeSeconds());
    }

    @Test
    void removalsBecomeOverlaysOwn() throws IOException {
        extract(tar().folder("d", 0755).file("d/.wh.gone", "").folder("o", 0755).file("o/.wh..wh..opq", "").file("o/kept", "1").file(".wh..wh.plnk", "")
                .file(".wh.back", "").folder("back", 0755).file("stays", "").file(".wh.stays", ""), WhiteoutForm.OVERLAY);
        assertTrue(stat("d/gone").isWhiteout());
        assertEquals("y", attribute("o"));
        assertEquals("1", Files.readString(root.resolve("o/kept")));
        assertTrue(stat("back").isDirectory());
        assertEquals("y", attribute("back"));
        assertTrue(stat("stays").isRegular());
        assertFalse(Files.exists(root.resolve(".wh..wh.plnk")));
    }

    private String attribute(String path) {
        return new String(Xattrs.get(At.CWD, root.resolve(path).toString(), "trusted.overlay.opaque").orElseThrow(), java.nio.charset.StandardCharsets.US_ASCII);
    }

    @Test
    void removalsInACopyRemoveOnlyWhatWasThere() throws IOException {
        Files.createDirectories(root.resolve("o/sub"));
        Files.writeString(root.resolve("o/old"), "");
        Files.writeString(root.resolve("o/sub/old"), "");
        Files.writeString(root.resolve("gone"), "");
        extract(tar().folder("o", 0755).file("o/new", "").file("o/sub/new", "").file("o/.wh..wh..opq", "").file(".wh.gone", "").file("nosuch/.wh.x", "")
                .file(".wh.nosuch", ""), WhiteoutForm.REMOVE);
        assertFalse(Files.exists(root.resolve("o/old")));
        assertFalse(Files.exists(root.resolve("o/sub/old")));
        assertTrue(Files.exists(root.resolve("o/new")));
        assertTrue(Files.exists(root.resolve("o/sub/new")));
        assertFalse(Files.exists(root.resolve("gone")));
        assertFalse(Files.exists(root.resolve("nosuch")));
    }

    @Test
    void groupsOfSetgidFoldersAreNotInherited() throws IOException {
        extract(tar().folder("shared", 02775).file("shared/f", ""), WhiteoutForm.OVERLAY);
        At.chown(At.CWD, root.resolve("shared").toString(), 0, 99);
        At.chmod(At.CWD, root.resolve("shared").toString(), 02775);
        extract(tar().file("shared/g", ""), WhiteoutForm.OVERLAY);
        assertEquals(0, stat("shared/g").gid());
    }

    /** GNU tar writes every form there is; both unpack the same tree. */
    @Test
    void gnuTarsArchivesAreUnderstood() throws Exception {
        Path source = Files.createDirectory(temp.resolve("source"));
        Path deep = Files.createDirectories(source.resolve("l".repeat(90)).resolve("m".repeat(90)).resolve("n".repeat(90)));
        Files.writeString(deep.resolve("o".repeat(120)), "deep");
        Files.createSymbolicLink(source.resolve("long"), Path.of("x".repeat(150)));
        Files.writeString(source.resolve("é"), "accent");
        int folder = At.openFolder(source);
        String raw = RawNames.decode(new byte[] {'r', (byte) 0xff, 'w'});
        At.mknod(folder, raw, FileStat.S_IFREG | 0644, 0);
        At.close(folder);
        try (RandomAccessFile sparse = new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
            for (long at = 0; at < 40_000_000; at += 1_000_000) {
                sparse.seek(at);
                sparse.write(("at " + at).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            }
            sparse.setLength(50_000_000);
        }
        for (List<String> form : List.of(List.of("--format=gnu"), List.of("--format=posix", "--sparse-version=0.0"), List.of("--format=posix", "--sparse-version=0.1"),
                List.of("--format=posix", "--sparse-version=1.0"))) {
            Path archive = temp.resolve("archive.tar");
            List<String> command = new ArrayList<>(List.of("tar", "-cSf", archive.toString(), "-C", source.toString()));
            command.addAll(form);
            command.add(".");
            run(command);
            TreeRemoval.remove(root);
            Files.createDirectory(root);
            try (InputStream in = Files.newInputStream(archive)) {
                LayerExtractor.extract(in, root, WhiteoutForm.OVERLAY, IdMaps.NONE);
            }
            run(List.of("diff", "-r", "--no-dereference", source.toString(), root.toString()));
            assertTrue(stat("sparse").blocks() < 10_000, form + ": holes are kept");
            int fd = At.openFolder(root);
            assertTrue(At.find(fd, raw).isPresent(), form.toString());
            At.close(fd);
        }
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue(), command + ": " + output);
    }

    @Test
    void layersOfAUserNamespaceBelongToItOnTheHostAndNotInArchives() throws Exception {
        IdMaps maps = IdMaps.parse(List.of("0:300000:1000"), List.of("0:400000:1000"));
        TarBytes tar = tar().folder("etc", 0755).file("etc/conf", "new").hardLink("etc/same", "etc/conf").symlink("link", "etc/conf")
                .device("null", Type.CHARACTER_DEVICE, 1, 3, 0666).file("cap", "x", 0755, Map.of("security.capability", CAPABILITY)).file("made/above/it", "far");
        LayerExtractor.extract(tar.stream(), root, WhiteoutForm.OVERLAY, maps);
        for (String path : List.of(".", "etc", "etc/conf", "link", "null", "cap", "made", "made/above", "made/above/it")) {
            assertEquals(300000, stat(path).uid(), path);
            assertEquals(400000, stat(path).gid(), path);
        }
        byte[] kept = Xattrs.get(At.CWD, root.resolve("cap").toString(), "security.capability").orElseThrow();
        assertArrayEquals(FileCapability.outside(CAPABILITY, 300000), kept);
        At.chown(At.CWD, root.resolve("etc/conf").toString(), 300033, 400044);
        At.chown(At.CWD, root.resolve("link").toString(), 5, 5); // of nobody inside
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        LayerArchiver.write(root, List.of(new Change(Kind.ADDED, "/etc/conf"), new Change(Kind.ADDED, "/link"), new Change(Kind.ADDED, "/cap")), maps, layer);
        root = Files.createDirectory(temp.resolve("plain"));
        LayerExtractor.extract(new ByteArrayInputStream(layer.toByteArray()), root, WhiteoutForm.OVERLAY, IdMaps.NONE);
        assertEquals("0 0, 33 44, 65534 65534", stat("etc").uid() + " " + stat("etc").gid() + ", " + stat("etc/conf").uid() + " " + stat("etc/conf").gid()
                + ", " + stat("link").uid() + " " + stat("link").gid());
        assertArrayEquals(CAPABILITY, Xattrs.get(At.CWD, root.resolve("cap").toString(), "security.capability").orElseThrow());
    }

    @Test
    void idsThatAUserNamespaceDoesNotHaveAreRefused() {
        IdMaps maps = IdMaps.parse(List.of("0:300000:1000"), List.of("0:400000:7"));
        ExtractOptions options = new ExtractOptions(false, false, Optional.of(new Owner(999, 7)), maps, "");
        TarFormatException refusal = assertThrows(TarFormatException.class, () -> {
            int fd = At.openFolder(root);
            try {
                LayerExtractor.extract(tar().file("f", "x").stream(), fd, "", options);
            } finally {
                At.close(fd);
            }
        });
        assertEquals("Container ID 7 cannot be mapped to a host ID", refusal.getMessage());
    }

    @Test
    void aCommittedLayerUnpacksToTheSame() throws Exception {
        extract(tar().folder("etc", 0755).file("etc/conf", "new").hardLink("etc/same", "etc/conf").folder("empty", 0750).symlink("link", "etc/conf")
                .device("null", Type.CHARACTER_DEVICE, 1, 3, 0666).file("cap", "x", 0755, Map.of("security.capability", CAPABILITY))
                .file("long/" + "n".repeat(200), "far"), WhiteoutForm.OVERLAY);
        List<Change> changes = List.of(new Change(Kind.MODIFIED, "/etc"), new Change(Kind.ADDED, "/etc/conf"), new Change(Kind.ADDED, "/etc/same"),
                new Change(Kind.DELETED, "/etc/removed"), new Change(Kind.ADDED, "/empty"), new Change(Kind.ADDED, "/link"), new Change(Kind.ADDED, "/null"),
                new Change(Kind.ADDED, "/cap"), new Change(Kind.ADDED, "/long/" + "n".repeat(200)), new Change(Kind.ADDED, "/vanished"));
        ByteArrayOutputStream layer = new ByteArrayOutputStream();
        LayerArchiver.write(root, changes, IdMaps.NONE, layer);
        Path first = root;
        root = Files.createDirectory(temp.resolve("again"));
        LayerExtractor.extract(new ByteArrayInputStream(layer.toByteArray()), root, WhiteoutForm.OVERLAY, IdMaps.NONE);
        assertTrue(stat("etc/removed").isWhiteout());
        assertTrue(stat("etc/conf").isSameFile(stat("etc/same")));
        assertEquals(0750, stat("empty").permissions());
        assertEquals("far", Files.readString(root.resolve("long/" + "n".repeat(200))));
        assertArrayEquals(CAPABILITY, Xattrs.get(At.CWD, root.resolve("cap").toString(), "security.capability").orElseThrow());
        assertEquals(At.stat(At.CWD, first.resolve("etc/conf").toString()).mtimeSeconds(), stat("etc/conf").mtimeSeconds());
        Path file = Files.write(temp.resolve("layer.tar"), layer.toByteArray());
        run(List.of("tar", "-tf", file.toString()));
    }

    @Test
    void nanosecondsAndNegativeTimesAreRead() throws Exception {
        Path source = Files.createDirectory(temp.resolve("source"));
        Path file = Files.writeString(source.resolve("f"), "x");
        Files.setLastModifiedTime(file, java.nio.file.attribute.FileTime.from(Instant.ofEpochSecond(1_600_000_000, 123_456_789)));
        Path old = Files.writeString(source.resolve("old"), "x");
        At.setTime(At.CWD, old.toString(), -5, 250_000_000);
        Assumptions.assumeTrue(At.stat(At.CWD, old.toString()).mtimeSeconds() == -5, "the file system has no times before 1970");
        Path archive = temp.resolve("t.tar");
        run(List.of("tar", "-cf", archive.toString(), "--format=posix", "-C", source.toString(), "."));
        try (InputStream in = Files.newInputStream(archive)) {
            LayerExtractor.extract(in, root, WhiteoutForm.OVERLAY, IdMaps.NONE);
        }
        assertEquals(Instant.ofEpochSecond(1_600_000_000, 123_456_789), stat("f").mtime());
        assertEquals(Instant.ofEpochSecond(-5, 250_000_000), stat("old").mtime());
    }
}
