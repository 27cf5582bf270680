package org.servin.itests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Folders of the machine that something is mounted on, made where they are not there. */
final class MountPoints {
    private final List<Path> made = new ArrayList<>();

    /** Makes one, and what is above it. */
    void make(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            make(folder.getParent());
            Files.createDirectory(folder);
            made.add(0, folder);
        }
    }

    /** Those that were made go. */
    void remove() {
        made.forEach(folder -> folder.toFile().delete());
        made.clear();
    }
}
