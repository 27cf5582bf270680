package org.servin.image.internal.transfer;

import java.util.Comparator;
import java.util.Optional;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.state.ImageRecord;
import org.servin.image.internal.state.ImageTable;

/** Knows repositories that have certain content, since it came from there or was sent there. Thread-safe. */
final class MountSources {
    private final ImageTable table;

    MountSources(ImageTable table) {
        this.table = table;
    }

    /** The path of another repository of the same registry that has the content: of several, the one that is called most alike. */
    Optional<String> find(ImageReference target, String digest) {
        return table.records().stream().filter(image -> has(image, digest)).flatMap(image -> table.referencesTo(image.id()).stream())
                .filter(name -> name.isDigest() && name.domain().equals(target.domain()) && !name.path().equals(target.path()))
                .map(ImageReference::path).max(Comparator.comparingInt(path -> alike(path, target.path())));
    }

    private static boolean has(ImageRecord image, String digest) {
        return image.layers().stream().anyMatch(layer -> layer.blob().digest().equals(digest));
    }

    private static int alike(String a, String b) {
        int n = 0;
        while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
            n++;
        }
        return n;
    }
}
