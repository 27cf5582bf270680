package org.servin.spi.log.option;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine calls itself, as dockerd names it to destinations. */
public final class HostName {
    private static final Path KERNELS = Path.of("/proc/sys/kernel/hostname");

    private HostName() { }

    /** The name that the kernel has now. */
    public static String now() {
        try {
            return Files.readString(KERNELS).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
