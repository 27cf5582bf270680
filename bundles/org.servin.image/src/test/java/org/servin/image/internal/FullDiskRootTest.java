package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.TestImages.Built;
import org.servin.image.internal.TestImages.Packing;
import org.servin.image.internal.content.Blobs;
import org.servin.image.internal.content.SizeLimit;
import org.servin.image.internal.manifest.Platform;
import org.servin.linux.fs.Mounts;
import org.servin.spi.IdMaps;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;
import org.servin.spi.storage.WhiteoutForm;

/** Pulls onto a file system that is too small. */
@Timeout(60)
class FullDiskRootTest {
    @TempDir
    private Path root;
    private Path small;
    private FakeRegistry registry;

    @BeforeEach
    void start() throws IOException {
        assumeTrue((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "needs root");
        small = Files.createDirectory(root.resolve("small"));
        Mounts.mount("tmpfs", small.toString(), "tmpfs", 0, "size=1m");
        registry = new FakeRegistry();
    }

    @AfterEach
    void stop() throws IOException {
        if (registry != null) {
            registry.close();
            Mounts.unmount(small);
        }
    }

    private String pull(Path content, Path layers, String text) throws IOException {
        Built built = TestImages.image(Platform.host().architecture(), false, TestImages.layer(Packing.GZIP, "a", "small"),
                TestImages.layer(Packing.GZIP, "b", text));
        registry.add("app", "1", built);
        FolderStorage storage = new FolderStorage(Files.createDirectories(layers), true, WhiteoutForm.OVERLAY);
        ImageService images = new ImageService(new Blobs(content, new SizeLimit(SizeLimit.USUAL)), content, TestEngine.settings(), new FakeStore(), storage, Owner.ROOT, new TrustlessTars(IdMaps.NONE));
        ServinException e = assertThrows(ServinException.class,
                () -> images.pull(registry.host() + "/app:1", "", Optional.empty(), RegistryLogin.none(), m -> { }));
        try (Stream<Path> files = Files.walk(content)) {
            assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
        }
        assertEquals(List.of(), storage.folders());
        // The large layer fills the disk, but the small one, unpacked beside it, may be the first to notice.
        assertTrue(e.getMessage().startsWith("failed to register layer sha256:"), e.getMessage());
        return e.getMessage();
    }

    @Test
    void saysThatTheContentStoreIsFull() throws IOException {
        byte[] noise = new byte[3 << 20];
        new Random(1).nextBytes(noise);
        String message = pull(small.resolve("engine"), root.resolve("layers"), new String(noise, StandardCharsets.ISO_8859_1));
        assertTrue(message.endsWith(": no space left on device"), message);
    }

    @Test
    void saysThatTheLayersAreFull() throws IOException {
        String message = pull(root.resolve("engine"), small.resolve("layers"), "0".repeat(3 << 20));
        assertTrue(message.endsWith("no space left on device"), message);
    }
}
