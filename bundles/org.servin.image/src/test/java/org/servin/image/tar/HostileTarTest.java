package org.servin.image.tar;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.servin.image.tar.TarBytes.tar;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.spi.IdMaps;
import org.servin.spi.storage.WhiteoutForm;

/** Archives made to harm: each is refused with a message that names the entry, or stays inside the root. */
class HostileTarTest {
    private static final int SIZE = 124;

    @TempDir
    Path temp;
    Path root;
    Path outside;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectory(temp.resolve("root"));
        outside = Files.createDirectory(temp.resolve("outside"));
        Files.writeString(outside.resolve("secret"), "secret");
    }

    private void extract(byte[] tar) throws IOException {
        LayerExtractor.extract(new ByteArrayInputStream(tar), root, WhiteoutForm.REMOVE, IdMaps.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../evil", "a/../../evil", "a/b/../../../evil", "..", "./.."})
    void namesThatClimbOutAreRefusedByName(String name) {
        IOException e = assertThrows(TarFormatException.class, () -> extract(tar().file(name, "x").bytes()));
        assertTrue(e.getMessage().contains('"' + name + '"'), e.getMessage());
        assertFalse(Files.exists(temp.resolve("evil")));
    }

    @Test
    void absoluteNamesAreTakenRelativeToTheRoot() throws IOException {
        extract(tar().file("/etc/servin-hostile", "x").file("/../evil", "y").bytes());
        assertEquals("y", Files.readString(root.resolve("evil")));
        assertFalse(Files.exists(temp.resolve("evil")));
        assertEquals("x", Files.readString(root.resolve("etc/servin-hostile")));
        assertFalse(Files.exists(Path.of("/etc/servin-hostile")));
    }

    static Stream<Arguments> ways() {
        return Stream.of(Arguments.of("../outside"), Arguments.of("/../../../../../../tmp"), Arguments.of("../../../../../../../.."), Arguments.of("/proc/self/root"));
    }

    @ParameterizedTest
    @MethodSource("ways")
    void writingThroughALinkStaysInside(String target) {
        try {
            extract(tar().symlink("link", target).file("link/new", "x").bytes());
        } catch (IOException e) {
            assertTrue(e.getMessage().contains("link/new"), e.getMessage());
        }
        assertFalse(Files.exists(outside.resolve("new")));
        assertFalse(Files.exists(Path.of("/tmp/new")));
        assertFalse(Files.exists(Path.of("/new")));
    }

    @Test
    void anAbsoluteLinkLeadsToThePlaceInside() throws IOException {
        extract(tar().folder("tmp", 0755).symlink("link", "/tmp").file("link/new", "x").bytes());
        assertEquals("x", Files.readString(root.resolve("tmp/new")));
    }

    @Test
    void aFileReplacesALinkInsteadOfWritingThroughIt() throws IOException {
        extract(tar().symlink("f", outside.resolve("secret").toString()).file("f", "mine").bytes());
        assertEquals("secret", Files.readString(outside.resolve("secret")));
        assertTrue(Files.isRegularFile(root.resolve("f"), LinkOption.NOFOLLOW_LINKS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside/secret", "../../../../../../../../etc/passwd", "a/../../outside/secret"})
    void hardLinksToTheOutsideAreRefused(String target) {
        IOException e = assertThrows(IOException.class, () -> extract(tar().hardLink("h", target).bytes()));
        assertTrue(e.getMessage().startsWith("invalid hardlink"), e.getMessage());
        assertFalse(Files.exists(root.resolve("h")));
    }

    @Test
    void hardLinksThroughALinkStayInside() {
        assertThrows(IOException.class, () -> extract(tar().symlink("l", "../outside").hardLink("h", "l/secret").bytes()));
        assertFalse(Files.exists(root.resolve("h")));
    }

    @ParameterizedTest
    @ValueSource(strings = {".wh.", ".wh..", ".wh...", "a/.wh...", "a/.wh.."})
    void whiteoutsOfFoldersThemselvesAreRefused(String name) throws IOException {
        Files.writeString(root.resolve("kept"), "");
        for (WhiteoutForm form : WhiteoutForm.values()) {
            IOException e = assertThrows(TarFormatException.class,
                    () -> LayerExtractor.extract(tar().folder("a", 0755).file(name, "").stream(), root, form, IdMaps.NONE));
            assertTrue(e.getMessage().contains(name), e.getMessage());
        }
        assertTrue(Files.exists(root.resolve("kept")));
    }

    @Test
    void theRootCannotBecomeAFile() {
        assertThrows(TarFormatException.class, () -> extract(tar().file("./", "x").file(".", "x").bytes()));
        assertThrows(TarFormatException.class, () -> extract(tar().symlink("/", "/etc").bytes()));
    }

    @Test
    void hugeNamesAreAnError() {
        String folder = "x".repeat(200) + "/";
        IOException tooDeep = assertThrows(IOException.class, () -> extract(tar().file(folder.repeat(30) + "f", "").bytes()));
        assertTrue(tooDeep.getMessage().contains("file name too long"), tooDeep.getMessage());
        assertTrue(tooDeep.getMessage().length() < 1000);
        assertThrows(IOException.class, () -> extract(tar().file("y".repeat(300), "").bytes()));
        assertThrows(TarFormatException.class, () -> extract(tar().file("z".repeat(2 << 20), "").bytes()));
    }

    static Stream<Arguments> sizes() {
        byte[] negative = new byte[12];
        Arrays.fill(negative, (byte) 0xff);
        byte[] absurd = new byte[12];
        Arrays.fill(absurd, (byte) 0x7f);
        absurd[0] = (byte) 0x80;
        return Stream.of(
                Arguments.of(negative, "negative size"),
                Arguments.of(absurd, "out of range"),
                Arguments.of("77777777777\0".getBytes(StandardCharsets.US_ASCII), "unexpected end"),
                Arguments.of("-0000000001\0".getBytes(StandardCharsets.US_ASCII), "no number"),
                Arguments.of("zzzzzzzzzzz\0".getBytes(StandardCharsets.US_ASCII), "no number"));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void sizesThatCannotBeAreRefused(byte[] size, String reason) {
        IOException e = assertThrows(IOException.class, () -> extract(TarBytes.patched(tar().file("f", "x").bytes(), SIZE, size)));
        assertTrue(e.getMessage().contains(reason), e.getMessage());
    }

    /** A sparse file of form 1.0, whose map is in its data. */
    private static byte[] sparse(String map, String realSize) {
        byte[] tar = tar().file("f", map.isEmpty() ? "" : map + "\0".repeat(Math.max(0, 512 - map.length()))).bytes();
        return extended(tar, Map.of("GNU.sparse.major", "1", "GNU.sparse.minor", "0", "GNU.sparse.name", "s", "GNU.sparse.realsize", realSize));
    }

    /** An archive behind an extended header with these records. */
    private static byte[] extended(byte[] tar, Map<String, String> records) {
        StringBuilder lines = new StringBuilder();
        records.forEach((key, value) -> {
            String rest = " " + key + "=" + value + "\n";
            int length = rest.length() + 2;
            lines.append(length + (length > 99 ? 1 : 0)).append(rest);
        });
        byte[] header = TarBytes.patched(tar().file("x", lines.toString()).bytes(), 156, new byte[] {'x'});
        int end = 512 + (lines.length() + 511) / 512 * 512;
        byte[] whole = Arrays.copyOf(header, end + tar.length);
        System.arraycopy(tar, 0, whole, end, tar.length);
        return whole;
    }

    @ParameterizedTest
    @CsvSource({
        "'2\\n0\\n5\\n', 10", // a pair is missing
        "'1\\n-5\\n0\\n', 10",
        "'1\\n0\\n-1\\n', 10",
        "'1\\n9223372036854775807\\n9223372036854775807\\n', 10",
        "'2\\n0\\n0\\n0\\n9\\n', 10", // more than is stored
        "'1\\n20\\n0\\n', 10", // behind the end
        "'1\\n0\\n0\\n', -1",
        "'99999999999\\n', 10",
        "'-1\\n', 10",
        "'x\\n', 10",
        "'', 10",
    })
    void mapsOfSparseFilesThatLieAreRefused(String map, String realSize) {
        byte[] tar = sparse(map.replace("\\n", "\n"), realSize);
        TarFormatException e = assertThrows(TarFormatException.class, () -> extract(tar));
        assertTrue(e.getMessage().contains("sparse"), e.getMessage());
    }

    @Test
    void aMapOfASparseFileThatIsOneEndlessNumberIsRefusedAtOnce() {
        String digits = "1".repeat(2048);
        assertThrows(TarFormatException.class, () -> extract(sparse(digits, "10")));
    }

    @ParameterizedTest
    @CsvSource({"size, -1", "size, x", "size, 99999999999999999999", "uid, -5", "gid, 99999999999", "mtime, x", "mtime, 1.x", "path, ../out", "linkpath, x\0y", "GNU.sparse.map, '1,x'", "GNU.sparse.map, '0'"})
    void recordsThatCannotBeAreRefused(String key, String value) {
        byte[] link = tar().symlink("l", "t").bytes();
        byte[] file = tar().file("f", "x").bytes();
        assertThrows(TarFormatException.class, () -> extract(extended(key.equals("linkpath") ? link : file, Map.of(key, value.replace("\\0", "\0")))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5 a=b\n", "9 a=b\n", "a=b\n", " a=b\n", "6 ab\n", "6 a=b\nx", "99999999999 a=b\n", "7 =abc\n"})
    void malformedRecordsAreRefused(String records) {
        byte[] header = TarBytes.patched(tar().file("x", records).file("f", "").bytes(), 156, new byte[] {'x'});
        assertThrows(TarFormatException.class, () -> extract(header));
    }

    @Test
    void aCutArchiveIsAnErrorWhereverItIsCut() {
        byte[] whole = tar().file("first", "x".repeat(1000)).file("second", "y".repeat(600)).bytes();
        for (int length : List.of(1, 300, 513, 700, 1536 + 10, 1536 + 512 + 100, 1536 + 512 + 512)) {
            assertThrows(IOException.class, () -> extract(Arrays.copyOf(whole, length)), "cut at " + length);
        }
    }

    @Test
    void garbageIsNoArchive() {
        IOException e = assertThrows(TarFormatException.class, () -> extract("garbage".repeat(300).getBytes(StandardCharsets.US_ASCII)));
        assertEquals("archive/tar: invalid tar header", e.getMessage());
    }

    @Test
    void theLastOfSeveralEntriesOfANameCounts() throws IOException {
        extract(tar().file("f", "one").file("f", "two").folder("d", 0755).file("d/x", "").file("d", "file now").file("e", "file").folder("e", 0700)
                .file("e/in", "y").bytes());
        assertEquals("two", Files.readString(root.resolve("f")));
        assertEquals("file now", Files.readString(root.resolve("d")));
        assertEquals("y", Files.readString(root.resolve("e/in")));
    }

    @Test
    void whatFollowsTheArchiveIsReadAndPassedOver() throws IOException {
        byte[] tar = tar().file("f", "x").bytes();
        byte[] longer = Arrays.copyOf(tar, tar.length + 5000);
        Arrays.fill(longer, tar.length, longer.length, (byte) 7);
        ByteArrayInputStream in = new ByteArrayInputStream(longer);
        LayerExtractor.extract(in, root, WhiteoutForm.REMOVE, IdMaps.NONE);
        assertEquals(0, in.available());
    }

    @Test
    void zeroBytesInNamesAreRefused() throws IOException {
        byte[] tar = tar().file("é" + "a".repeat(10), "x").bytes(); // the accent makes it an extended header
        int at = new String(tar, StandardCharsets.ISO_8859_1).indexOf("aaaaaaaaaa");
        byte[] bad = tar.clone();
        bad[at + 3] = 0;
        assertThrows(TarFormatException.class, () -> extract(bad));
    }

    @Test
    void unknownKindsOfEntriesAreRefused() {
        assertThrows(TarFormatException.class, () -> extract(TarBytes.patched(tar().file("f", "").bytes(), 156, new byte[] {'Z'})));
    }
}
