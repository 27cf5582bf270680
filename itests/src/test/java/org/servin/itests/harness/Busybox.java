package org.servin.itests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A root file system made of Debian's busybox-static. */
public final class Busybox {
    private Busybox() { }

    /** The file system as a tar, made once for the build. */
    public static byte[] tar() {
        Path file = Path.of(System.getProperty("servin.itests.work"), "busybox.tar");
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Path whole = Files.createTempFile(file.getParent(), "busybox", ".tar"); // another virtual machine may do the same
                Files.write(whole, Command.run("sh", "-c", script()).exits(0).outBytes());
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
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
