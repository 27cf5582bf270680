package org.servin.image.internal.transfer;

import java.util.Comparator;
import java.util.Optional;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;

/** Knows repositories that have certain layers, since they came from there or were sent there. Thread-safe. */
final class MountSources {
    private final ImageTable table;

    MountSources(ImageTable table) {
        this.table = table;
    }

    /**
     * The path of another repository of the same registry that has the layer, if perhaps compressed in another way: of several, the one that is called most
     * alike.
     */
    Optional<String> find(ImageReference target, String diffId) {
        return table.records().stream().filter(image -> has(image, diffId)).flatMap(image -> table.referencesTo(image.id()).stream())
                .filter(name -> name.isDigest() && name.domain().equals(target.domain()) && !name.path().equals(target.path()))
                .map(ImageReference::path).max(Comparator.comparingInt(path -> alike(path, target.path())));
    }

    private static boolean has(ImageRecord image, String diffId) {
        return image.layers().stream().anyMatch(layer -> layer.diffId().equals(diffId));
    }

    private static int alike(String a, String b) {
        int n = 0;
        while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }
}
