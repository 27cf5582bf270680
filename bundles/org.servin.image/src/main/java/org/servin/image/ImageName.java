package org.servin.image;

import java.util.Optional;
import org.servin.image.internal.reference.ImageReference;
import org.servin.spi.ServinException;

/**
 * An image's name, normalised: {@code busybox} is {@code library/busybox} at {@code docker.io}.
 *
 * @param registry the registry's host, perhaps with a port
 * @param repository the path there
 * @param tag the tag, if one is given
 * @param digest the digest, if one is given
 */
public record ImageName(String registry, String repository, Optional<String> tag, Optional<String> digest) {
    /** Reads a reference in Docker's grammar; empty for what is none, as ids are. */
    public static Optional<ImageName> of(String reference) {
        try {
            ImageReference read = ImageReference.parse(reference);
            return Optional.of(new ImageName(read.domain(), read.path(), read.tag(), read.digest()));
        } catch (ServinException notOne) {
            return Optional.empty();
        }
    }

    /** All of it; {@link #of} reads it back. */
    @Override
    public String toString() {
        return registry + "/" + repository + tag.map(t -> ":" + t).orElse("") + digest.map(d -> "@" + d).orElse("");
    }
}
