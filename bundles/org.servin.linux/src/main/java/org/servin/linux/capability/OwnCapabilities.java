package org.servin.linux.capability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * The sets of this process.
 *
 * @param bounding what it and its children can ever get
 * @param permitted what it has
 */
public record OwnCapabilities(Set<Capability> bounding, Set<Capability> permitted) {
    /** Copies the sets. */
    public OwnCapabilities {
        bounding = Set.copyOf(bounding);
        permitted = Set.copyOf(permitted);
    }

    /** As they are now. */
    public static OwnCapabilities read() {
        return read(Path.of("/proc/self/status"));
    }

    /** The same from a file in the form of {@code /proc/self/status}. */
    public static OwnCapabilities read(Path status) {
        try {
            String text = Files.readString(status);
            return new OwnCapabilities(Capability.of(mask(text, "CapBnd:")), Capability.of(mask(text, "CapPrm:")));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + status, e);
        }
    }

    private static long mask(String status, String field) {
        return status.lines().filter(line -> line.startsWith(field)).findFirst()
                .map(line -> Long.parseUnsignedLong(line.substring(field.length()).trim(), 16)).orElse(0L);
    }
}
