package org.servin.image.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.servin.image.ImageUsers;
import org.servin.image.Progress;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.SizeLimit;
import org.servin.image.internal.registry.RegistrySettings;
import org.servin.spi.Owner;
import org.servin.spi.storage.WhiteoutForm;

/** An image store with everything around it in a temporary folder. */
final class TestEngine {
    final Path root;
    final FakeStore store = new FakeStore();
    final FolderStorage storage;
    final ImageService images;
    final List<ImageUsers.User> users = new CopyOnWriteArrayList<>();
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> shown = new CopyOnWriteArrayList<>();

    TestEngine(Path root) throws IOException {
        this(root, true);
    }

    TestEngine(Path root, boolean independent) throws IOException {
        this(root, independent, settings());
    }

    TestEngine(Path root, boolean independent, RegistrySettings settings) throws IOException {
        this.root = root;
        storage = new FolderStorage(Files.createDirectories(root.resolve("layers")), independent, WhiteoutForm.REMOVE);
        images = new ImageService(blobs(root), root, settings, store, storage, Owner.ROOT, new PlainTars());
        images.addUsers(() -> List.copyOf(users));
        images.addListener((action, id, attributes) -> events.add(action + " " + id + " " + attributes.get("name")));
    }

    /** A content store that takes files of a million bytes. */
    static Blobs blobs(Path root) throws IOException {
        return new Blobs(root, new SizeLimit(1_000_000));
    }

    /** Two attempts, and a registry may be silent for a moment only. */
    static RegistrySettings settings() {
        return RegistrySettings.defaults().with(new RegistrySettings.Limits(3, 5, 2, Duration.ofSeconds(3)));
    }

    /** What the command sends for a name without tag and digest. */
    private static String tag(String name) {
        return name.contains("@") || name.lastIndexOf(':') > name.lastIndexOf('/') ? "" : "latest";
    }

    void sink(Progress message) {
        String id = message.id().isEmpty() ? "" : message.id() + ": ";
        shown.add(id + message.status() + message.stream());
    }

    void pull(String name) {
        pull(name, Optional.empty());
    }

    void pull(String name, Optional<String> platform) {
        shown.clear();
        images.pull(name, tag(name), platform, RegistryLogin.none(), this::sink);
    }

    /** Files of the content store. */
    List<String> content() throws IOException {
        try (Stream<Path> files = Files.walk(root.resolve("content"))) {
            return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
