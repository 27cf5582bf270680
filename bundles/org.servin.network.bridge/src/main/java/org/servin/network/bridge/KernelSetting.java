package org.servin.network.bridge;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.servin.spi.ServinException;

/** Files below {@code /proc/sys/net} of the calling thread's network namespace. */
final class KernelSetting {
    private static final Path ROOT = Path.of("/proc/sys/net");

    private KernelSetting() { }

    /** The value without the line's end. The kernel gives a value to the first read only, so that has to be large enough. */
    static String read(String path) throws IOException {
        try (InputStream in = Files.newInputStream(ROOT.resolve(path))) {
            byte[] buffer = new byte[128];
            return new String(buffer, 0, Math.max(0, in.read(buffer)), StandardCharsets.US_ASCII).strip();
        }
    }

    /** Sets a value where it is another. */
    static void set(String path, String value) {
        try {
            if (!read(path).equals(value)) {
                Files.writeString(ROOT.resolve(path), value);
            }
        } catch (IOException e) {
            throw ServinException.internal("network driver bridge: cannot set net." + path.replace('/', '.') + " to " + value + ": " + e.getMessage(), e);
        }
    }
}
