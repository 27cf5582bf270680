package org.servin.itests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A root file system made of Debian's busybox-static. */
public final class Busybox {
    private Busybox() { }

    /** The file system as a tar, made once for the build. */
    public static byte[] tar() {
        Path file = Path.of(System.getProperty("servin.itests.work"), "busybox.tar");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Files.write(file, Command.run("sh", "-c", script()).exits(0).outBytes());
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String script() throws IOException {
        try (InputStream in = Busybox.class.getResourceAsStream("/busybox.sh")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
