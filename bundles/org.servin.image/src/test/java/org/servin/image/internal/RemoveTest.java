package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.image.ImageId;
import org.servin.image.ImageUsers.User;
import org.servin.image.Removed;
import org.servin.image.internal.TestImages.Built;
import org.servin.image.internal.TestImages.Layer;
import org.servin.image.internal.TestImages.Packing;
import org.servin.image.internal.content.Digests;
import org.servin.image.internal.manifest.Platform;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

@Timeout(60)
class RemoveTest {
    private static final String CONTAINER = "c0ffee".repeat(10) + "abcd";
    private static final Layer SHARED = TestImages.layer(Packing.GZIP, "a", "one");
    @TempDir
    private Path root;
    private FakeRegistry registry;
    private TestEngine engine;
    private Built built;
    private String name;

    @BeforeEach
    void start() throws IOException {
        registry = new FakeRegistry();
        engine = new TestEngine(root);
        built = TestImages.image(Platform.host().architecture(), false, SHARED, TestImages.layer(Packing.GZIP, "b", "two"));
        registry.add("app", "1", built);
        name = registry.host() + "/app";
        engine.pull(name + ":1");
        engine.events.clear();
    }

    @AfterEach
    void stop() throws IOException {
        registry.close();
    }

    private String conflict(String ref, boolean force) {
        ServinException e = assertThrows(ServinException.class, () -> engine.images.remove(ref, force, true));
        assertEquals(ErrorKind.CONFLICT, e.kind());
        return e.getMessage();
    }

    private void use(boolean running) {
        engine.users.clear();
        engine.users.add(new User(CONTAINER, new ImageId(built.id()), running));
    }

    private String shortId() {
        return Digests.shortened(built.id());
    }

    @Test
    void removesAllOfAnImage() throws IOException {
        List<String> chain = Digests.chain(built.layers().stream().map(Layer::diffId).toList());
        assertEquals(List.of(new Removed(name + ":1", ""), new Removed(name + "@" + built.digest(), ""), new Removed("", built.id()),
                new Removed("", chain.get(1)), new Removed("", chain.get(0))), engine.images.remove(name + ":1", false, true));
        assertEquals(List.of(), engine.content());
        assertEquals(List.of(), engine.storage.folders());
        assertEquals(List.of("untag", "untag", "delete"), engine.events.stream().map(e -> e.split(" ")[0]).toList());
        ServinException e = assertThrows(ServinException.class, () -> engine.images.remove(name + ":1", false, true));
        assertEquals("No such image: " + name + ":1", e.getMessage());
        assertEquals("No such image: nosuch:latest", assertThrows(ServinException.class, () -> engine.images.get("nosuch")).getMessage());
    }

    @Test
    void keepsWhatAnotherImageNeeds() throws IOException {
        Built second = TestImages.image(Platform.host().architecture(), false, SHARED);
        registry.add("app", "2", second);
        engine.pull(name + ":2");
        engine.images.remove(name + ":1", false, true);
        assertEquals(1, engine.storage.folders().size());
        assertEquals(second.id(), engine.images.get(name + ":2").id().value());
        assertTrue(engine.content().contains(SHARED.digest().substring(7)));
    }

    @Test
    void takesOnlyATagOffWhenThereAreMore() {
        engine.images.tag(name + ":1", "other", "x");
        assertEquals(List.of(new Removed("other:x", "")), engine.images.remove("other:x", false, true));
        engine.images.tag(name + ":1", "other", "x");
        assertEquals("conflict: unable to delete " + shortId() + " (must be forced) - image is referenced in multiple repositories", conflict(built.id(), false));
        assertEquals(3, engine.images.remove(shortId(), true, true).stream().filter(r -> !r.untagged().isEmpty()).count());
        assertEquals(List.of(), engine.images.list());
    }

    @Test
    void refusesWhileContainersNeedIt() {
        use(true);
        assertEquals("conflict: unable to remove repository reference \"" + name + ":1\" (must force) - container " + CONTAINER.substring(0, 12)
                + " is using its referenced image " + shortId(), conflict(name + ":1", false));
        assertEquals("conflict: unable to delete " + shortId() + " (cannot be forced) - image is being used by running container "
                + CONTAINER.substring(0, 12), conflict(shortId(), true));
        use(false);
        assertEquals("conflict: unable to delete " + shortId() + " (must be forced) - image is being used by stopped container "
                + CONTAINER.substring(0, 12), conflict(built.id(), false));
    }

    @Test
    void hidesAnImageRemovedByForceUntilItsContainersAreGone() throws IOException {
        use(false);
        List<Removed> removed = engine.images.remove(built.id(), true, true);
        assertEquals(new Removed("", built.id()), removed.get(removed.size() - 1));
        assertEquals(List.of(), engine.images.list());
        assertTrue(engine.images.find(built.id()).isEmpty());
        assertEquals(2, engine.storage.folders().size());
        assertTrue(engine.images.containerLayer(new ImageId(built.id())).value().endsWith("-init"));
        assertEquals(3, engine.storage.folders().size());
        engine.users.clear();
        engine.images.prune(false, image -> true);
        assertEquals(List.of(), engine.storage.folders());
        assertEquals(List.of(), engine.content());
    }

    @Test
    void forcedWhileRunningOnlyTakesTheNameOff() {
        use(true);
        assertEquals(List.of(new Removed(name + ":1", ""), new Removed(name + "@" + built.digest(), "")), engine.images.remove(name + ":1", true, true));
        assertEquals(List.of(), engine.images.get(built.id()).tags());
    }

    @Test
    void prunes() throws IOException {
        assertEquals(List.of(), engine.images.prune(false, image -> true).steps());
        use(false);
        assertEquals(List.of(), engine.images.prune(true, image -> true).steps());
        engine.users.clear();
        assertEquals(List.of(), engine.images.prune(true, image -> false).steps());
        assertEquals(5, engine.images.prune(true, image -> true).steps().size());
        assertEquals(List.of(), engine.storage.folders());
    }

    @Test
    void tagsWithDockersRules() {
        engine.images.tag(name + ":1", "team/app", "");
        assertEquals(built.id(), engine.images.get("team/app").id().value());
        assertEquals("invalid tag format", assertThrows(ServinException.class, () -> engine.images.tag(name + ":1", "x", "a b")).getMessage());
        assertEquals("refusing to create a tag with a digest reference",
                assertThrows(ServinException.class, () -> engine.images.tag(name + ":1", "x@" + built.digest(), "")).getMessage());
    }
}
