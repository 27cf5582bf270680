package org.servin.api.internal.facts;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Where paths of the host lead. */
final class HostPaths {
    private HostPaths() { }

    /**
     * Where a path leads through links, as far as it is there: what is not there yet will be made below. Empty if it leads nowhere else than it says, or cannot be followed.
     * Links can change later; what lies where untrusted people can write is not safe to be mounted, whatever it is called.
     */
    static Optional<String> led(String path) {
        Path whole = Path.of(path);
        Path there = whole;
        while (there != null) {
            try {
                Path real = there.toRealPath();
                String led = real.resolve(there.relativize(whole)).normalize().toString();
                return led.equals(path) ? Optional.empty() : Optional.of(led);
            } catch (IOException notThere) {
                there = there.getParent();
            }
        }
        return Optional.empty();
    }
}
