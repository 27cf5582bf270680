package org.servin.image.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.servin.image.Image;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.manifest.Platform;
import org.servin.spi.IdMaps;
import org.servin.spi.Owner;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.WhiteoutForm;

/** Pulls from and pushes to Debian's registry, filled and read by skopeo, and unpacks as root. */
@Timeout(120)
class RegistryRootTest {
    @TempDir
    private Path root;
    private Process registry;
    private String host;
    private FolderStorage storage;
    private ImageService images;

    @BeforeEach
    void start() throws Exception {
        assumeTrue((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0, "needs root");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/docker-registry")) && Files.isExecutable(Path.of("/usr/bin/skopeo")), "needs docker-registry and skopeo");
        int port = freePort();
        host = "127.0.0.1:" + port;
        Path config = root.resolve("registry.yml");
        Files.writeString(config, "version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: " + root.resolve("registry")
                + "}}\nhttp: {addr: '" + host + "'}\n");
        registry = new ProcessBuilder("docker-registry", "serve", config.toString()).redirectErrorStream(true)
                .redirectOutput(root.resolve("registry.log").toFile()).start();
        awaitPort(port);
        storage = new FolderStorage(Files.createDirectories(root.resolve("layers")), true, WhiteoutForm.OVERLAY);
        images = service("engine", storage);
    }

    private ImageService service(String name, FolderStorage layers) throws IOException {
        Path folder = Files.createDirectories(root.resolve(name));
        return new ImageService(TestEngine.blobs(folder), folder, TestEngine.settings(), new FakeStore(), layers,
                Owner.ROOT, new TrustlessTars(IdMaps.NONE));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitPort(int port) throws Exception {
        while (true) {
            try {
                new Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                assertTrue(!registry.waitFor(50, TimeUnit.MILLISECONDS), () -> "the registry ended: " + e);
            }
        }
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (registry != null) {
            registry.destroy();
            registry.waitFor();
        }
    }

    private void skopeo(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("skopeo", "--insecure-policy"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
    }

    private Path archive() throws IOException {
        TestImages.Built built = TestImages.image(Platform.host().architecture(), false,
                TestImages.layer(TestImages.Packing.PLAIN, "etc/passwd", "root:x:0:0::/:/bin/sh\n"),
                TestImages.layer(TestImages.Packing.PLAIN, "bin/sh", "x".repeat(300_000)));
        TestImages.Tar tar = new TestImages.Tar();
        tar.file("config.json", built.config()).file("0.tar", built.layers().get(0).tar()).file("1.tar", built.layers().get(1).tar());
        tar.file("manifest.json", "[{\"Config\":\"config.json\",\"RepoTags\":[\"made:1\"],\"Layers\":[\"0.tar\",\"1.tar\"]}]");
        Path file = root.resolve("made.tar");
        Files.write(file, tar.bytes());
        images.load(Files.newInputStream(file), true, m -> { });
        assertEquals("made:1", images.get("made:1").tags().get(0));
        return file;
    }

    @Test
    void pullsWhatSkopeoPushedInEveryForm() throws Exception {
        Path archive = archive();
        ImageService fresh = service("fresh", new FolderStorage(Files.createDirectories(root.resolve("layers2")), true, WhiteoutForm.OVERLAY));
        for (String form : List.of("v2s2:gzip", "oci:gzip", "oci:zstd")) {
            String[] parts = form.split(":");
            String name = host + "/made:" + form.replace(':', '-');
            skopeo("copy", "--dest-tls-verify=false", "--format", parts[0], "--dest-compress-format", parts[1], "docker-archive:" + archive,
                    "docker://" + name);
            fresh.pull(name, "", Optional.empty(), RegistryLogin.none(), m -> { });
            assertEquals(300_022, fresh.get(name).size());
        }
    }

    @Test
    void pushesWhatSkopeoReadsAndSavesWhatSkopeoReads() throws Exception {
        archive();
        String name = host + "/team/app";
        images.tag("made:1", name, "2");
        images.push(name, Optional.of("2"), RegistryLogin.none(), m -> { });
        skopeo("copy", "--src-tls-verify=false", "docker://" + name + ":2", "oci:" + root.resolve("oci") + ":2");
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        images.save(List.of(name + ":2"), () -> saved);
        Files.write(root.resolve("saved.tar"), saved.toByteArray());
        skopeo("copy", "docker-archive:" + root.resolve("saved.tar"), "dir:" + root.resolve("dir1"));
        skopeo("copy", "oci-archive:" + root.resolve("saved.tar"), "dir:" + root.resolve("dir2"));
    }

    @Test
    void makesTheLayerOfMountPointsWithoutChangingTheImagesFolders() throws Exception {
        archive();
        Image image = images.get("made:1");
        Path top = storage.path(image.top().orElseThrow());
        Files.createDirectories(top.resolve("etc"));
        Files.setAttribute(top.resolve("etc"), "unix:mode", 0700);
        Files.setAttribute(top.resolve("etc"), "unix:gid", 7);
        Files.createSymbolicLink(top.resolve("etc/mtab"), Path.of("/etc/shadow"));
        Files.setLastModifiedTime(top.resolve("etc"), FileTime.fromMillis(1_000_000_000_000L));
        Files.setLastModifiedTime(top, FileTime.fromMillis(1_100_000_000_000L));
        LayerId init = images.containerLayer(image.id());
        assertEquals(init, images.containerLayer(image.id()));
        Path made = storage.path(init);
        assertEquals(0700, (int) Files.getAttribute(made.resolve("etc"), "unix:mode") & 07777);
        assertEquals(7, Files.getAttribute(made.resolve("etc"), "unix:gid"));
        assertEquals(1_000_000_000_000L, Files.getLastModifiedTime(made.resolve("etc")).toMillis());
        assertEquals(1_100_000_000_000L, Files.getLastModifiedTime(made).toMillis());
        assertEquals("/proc/mounts", Files.readSymbolicLink(made.resolve("etc/mtab")).toString());
        for (String folder : List.of("dev/pts", "dev/shm", "proc", "sys")) {
            assertEquals(0755, (int) Files.getAttribute(made.resolve(folder), "unix:mode") & 07777);
        }
        for (String file : List.of(".dockerenv", "dev/console", "etc/hosts", "etc/hostname", "etc/resolv.conf")) {
            assertEquals(0, Files.size(made.resolve(file)));
        }
    }
}
