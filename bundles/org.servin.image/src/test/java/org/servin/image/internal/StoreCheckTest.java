package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.image.ImageUsers;
import org.servin.image.StoreCheck.Damage;
import org.servin.image.StoreCheck.Report;
import org.servin.image.internal.TestImages.Built;
import org.servin.image.internal.TestImages.Packing;
import org.servin.image.internal.manifest.Platform;
import org.servin.spi.ErrorKind;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

@Timeout(60)
class StoreCheckTest {
    @TempDir
    private Path root;
    private FakeRegistry registry;
    private TestEngine engine;
    private Built built;
    private String name;
    private final List<String> looked = new ArrayList<>();

    @BeforeEach
    void pull() throws IOException {
        registry = new FakeRegistry();
        engine = new TestEngine(root);
        built = TestImages.image(Platform.host().architecture(), true, TestImages.layer(Packing.GZIP, "a", "one".repeat(100)), TestImages.layer(Packing.ZSTD, "b", "two"));
        registry.add("team/app", "1", built);
        name = registry.host() + "/team/app:1";
        engine.pull(name);
    }

    @AfterEach
    void close() throws IOException {
        registry.close();
    }

    private Path file(String digest) {
        return root.resolve("content/blobs/sha256").resolve(digest.substring(7));
    }

    private void damage(String digest) throws IOException {
        byte[] bytes = Files.readAllBytes(file(digest));
        bytes[bytes.length / 2] ^= 1;
        Files.write(file(digest), bytes);
    }

    private List<Damage> check(boolean repair) {
        return engine.images.check(repair, looked::add).damages();
    }

    private void save() throws IOException {
        engine.images.save(List.of(name), ByteArrayOutputStream::new);
    }

    @Test
    void findsNothingInAWholeStore() {
        Report report = engine.images.check(true, looked::add);
        assertEquals(new Report(1, 4, 2, List.of()), report);
        assertEquals(List.of("checking " + name, "comparing the layers of " + name), looked);
    }

    @Test
    void damagedContentIsNamedWithItsImageAndHadAgain() throws IOException {
        String layer = built.layers().get(0).digest();
        damage(layer);
        Damage found = check(false).get(0);
        assertEquals("content " + layer, found.what());
        assertEquals(List.of(name), found.images());
        assertTrue(found.problem().startsWith("it is damaged: its digest is sha256:"), found.problem());
        assertFalse(found.repaired());
        ServinException damaged = assertThrows(ServinException.class, this::save);
        assertEquals("layer " + layer + " is damaged: pull the image again", damaged.getMessage());

        assertEquals(List.of(true), check(true).stream().map(Damage::repaired).toList());
        assertEquals(List.of(), check(false));
        assertArrayEquals(built.layers().get(0).blob(), Files.readAllBytes(file(layer)));
        save();
    }

    @Test
    void whatCannotBeHadAgainIsPulledLater() throws IOException {
        String layer = built.layers().get(1).digest();
        byte[] kept = registry.blobs.remove(layer);
        damage(layer);
        assertEquals(List.of(false), check(true).stream().map(Damage::repaired).toList());
        assertEquals("it is missing", check(false).get(0).problem());
        ServinException missing = assertThrows(ServinException.class, this::save);
        assertEquals(ErrorKind.DATA_LOSS, missing.kind());
        assertTrue(missing.getMessage().contains(layer) && missing.getMessage().contains(built.id()), missing.getMessage());

        registry.blobs.put(layer, kept);
        engine.pull(name);
        assertEquals(List.of(), check(false));
        save();
    }

    @Test
    void contentThatWasCutShortIsPulledAgain() throws IOException {
        String layer = built.layers().get(0).digest();
        Files.write(file(layer), Arrays.copyOf(built.layers().get(0).blob(), 10));
        engine.pull(name);
        assertEquals(List.of(), check(false));
    }

    @Test
    void aConfigurationIsWrittenAgainFromMemory() throws IOException {
        damage(built.id());
        registry.close();
        assertEquals(List.of(true), check(true).stream().map(Damage::repaired).toList());
        assertArrayEquals(built.config(), Files.readAllBytes(file(built.id())));
    }

    @Test
    void anImageWhoseConfigurationIsDamagedAtTheStartIsPulledAgain() throws Exception {
        damage(built.id());
        engine.images.deactivate();
        ImageService again = new ImageService(TestEngine.blobs(root), root, TestEngine.settings(), engine.store, engine.storage, Owner.ROOT, new PlainTars());
        assertTrue(again.find(name).isEmpty());
        again.pull(name, "1", java.util.Optional.empty(), org.servin.image.RegistryLogin.none(), m -> { });
        assertEquals(built.id(), again.get(name).id().value());
        assertEquals(List.of(), again.check(false, looked::add).damages());
        again.deactivate();
    }

    @Test
    void layersThatTheDriverLostAreUnpackedAgain() throws IOException {
        Path layer = engine.storage.path(engine.images.get(name).top().orElseThrow());
        engine.storage.removeLayer(engine.images.get(name).top().orElseThrow());
        assertFalse(Files.exists(layer));
        Damage found = check(true).get(0);
        assertTrue(found.what().startsWith("unpacked layer sha256:"), found.what());
        assertTrue(found.repaired());
        assertEquals("two", Files.readString(layer.resolve("b")));
    }

    private Path top() {
        return engine.storage.path(engine.images.get(name).top().orElseThrow());
    }

    @Test
    void filesOfLayersAreComparedAndReplaced() throws IOException {
        Files.writeString(top().resolve("b"), "owt");
        Damage found = check(false).get(0);
        assertEquals(List.of(name), found.images());
        assertTrue(found.what().startsWith("unpacked layer sha256:"), found.what());
        assertTrue(found.problem().startsWith("/b has another time"), found.problem());
        assertEquals("owt", Files.readString(top().resolve("b")));
        assertEquals(List.of(true), check(true).stream().map(Damage::repaired).toList());
        assertEquals("two", Files.readString(top().resolve("b")));
        assertEquals(List.of(), check(false));
    }

    @Test
    void everyDifferenceIsSeen() throws IOException {
        FileTime time = Files.getLastModifiedTime(top().resolve("b"));
        Files.writeString(top().resolve("b"), "owt");
        Files.setLastModifiedTime(top().resolve("b"), time);
        assertEquals("/b has other content", check(true).get(0).problem());
        Files.writeString(top().resolve("new"), "");
        assertEquals("/new does not belong there", check(true).get(0).problem());
        Files.delete(top().resolve("b"));
        assertEquals("/b is missing", check(true).get(0).problem());
        Files.setPosixFilePermissions(top().resolve("b"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertEquals("/b has another owner or other permissions", check(true).get(0).problem());
        Files.writeString(top().resolve("b"), "twofold");
        assertEquals("/b has 7 bytes instead of 3", check(true).get(0).problem());
        Files.delete(top().resolve("b"));
        Files.createDirectory(top().resolve("b"));
        assertEquals("/b is of another kind", check(true).get(0).problem());
        assertEquals(List.of(), check(false));
    }

    @Test
    void layersThatContainersRunOnAreNotReplaced() throws IOException {
        Files.writeString(top().resolve("b"), "owt");
        engine.users.add(new ImageUsers.User("0123456789abcdef", engine.images.get(name).id(), true));
        Damage found = check(true).get(0);
        assertFalse(found.repaired());
        assertEquals("containers run on it, stop them first: 0123456789ab", found.obstacle());
        engine.users.clear();
        engine.users.add(new ImageUsers.User("0123456789abcdef", engine.images.get(name).id(), false));
        assertTrue(check(true).get(0).repaired());
    }

    @Test
    void contentAndLayerAreRepairedTogether() throws IOException {
        Files.writeString(top().resolve("b"), "owt");
        damage(built.layers().get(1).digest());
        assertEquals(List.of(true, true), check(true).stream().map(Damage::repaired).toList());
        assertEquals("two", Files.readString(top().resolve("b")));
    }
}
