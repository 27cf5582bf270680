package org.servin.image;

import java.util.List;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/** Reads everything that images need and compares it with its digests. Thread-safe. */
@ProviderType
public interface StoreCheck {
    /**
     * Something that is damaged.
     *
     * @param what the content or layer, by its digest
     * @param images the images that need it, each by one of its names, or by its id if it has none
     * @param problem what is wrong with it
     * @param repaired whether it is whole again
     * @param obstacle why it was not repaired; empty if it was, or if nobody tried
     */
    record Damage(String what, List<String> images, String problem, boolean repaired, String obstacle) {
        /** Copies the list. */
        public Damage {
            images = List.copyOf(images);
        }

        /** A line for people. */
        @Override
        public String toString() {
            String outcome = repaired ? "; repaired" : obstacle.isEmpty() ? "" : "; not repaired: " + obstacle;
            return what + " of " + String.join(", ", images) + ": " + problem + outcome;
        }
    }

    /**
     * What was looked at, and what was found.
     *
     * @param images how many images
     * @param contents how many of their manifests, configurations and archives of layers
     * @param layers how many unpacked layers were compared with their archives, file by file
     * @param damages what is damaged, content first
     */
    record Report(int images, int contents, int layers, List<Damage> damages) {
        /** Copies the list. */
        public Report {
            damages = List.copyOf(damages);
        }
    }

    /**
     * Checks all content, that the storage driver has all layers, and that their files are those of their archives where the driver lets them be compared. Takes as long as
     * reading and unpacking all of it, and the space of one layer; containers and pulls go on meanwhile.
     *
     * @param repair whether what is damaged is thrown away and had again: from what is here, or by pulling without credentials from where the image came from
     * @param progress hears what is looked at; what it throws ends the check
     */
    Report check(boolean repair, Consumer<String> progress);
}
