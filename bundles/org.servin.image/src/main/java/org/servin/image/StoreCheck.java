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
     */
    record Damage(String what, List<String> images, String problem, boolean repaired) {
        /** Copies the list. */
        public Damage {
            images = List.copyOf(images);
        }

        /** A line for people. */
        @Override
        public String toString() {
            return what + " of " + String.join(", ", images) + ": " + problem + (repaired ? "; repaired" : "");
        }
    }

    /**
     * Checks all content and that the storage driver has all layers. Takes as long as reading all of it; containers and pulls go on meanwhile.
     *
     * @param repair whether damaged content is thrown away and had again: from what is here, or by pulling without credentials from where the image came from
     * @param progress hears what is looked at
     * @return what was found, in the order of the images
     */
    List<Damage> check(boolean repair, Consumer<String> progress);
}
