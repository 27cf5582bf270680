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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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
