package org.servin.volume.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Places, beside the volumes, for what is no volume yet or is none any more. Whoever is killed leaves it there, and the next one removes it. Thread-safe. */
final class Scaffolding {
    private static final Logger LOG = LoggerFactory.getLogger(Scaffolding.class);
    /** No volume's name starts with a dot. */
    private static final String PREFIX = ".servin-";
    private final Path root;
    private final String own = PREFIX + ProcessHandle.current().pid() + "-" + System.currentTimeMillis() + "-";
    private final AtomicLong last = new AtomicLong();

    /**
     * Has no place as yet.
     *
     * @param root the folder of all volumes
     */
    Scaffolding(Path root) {
        this.root = root;
    }

    /** A place where nothing is. */
    Path place() {
        return root.resolve(own + last.incrementAndGet());
    }

    /** Removes what others left. What cannot go is logged, and tried again by the next one. */
    void removeOthers() {
        for (Path left : ofOthers()) {
            try {
                TreeRemoval.remove(left);
            } catch (ErrnoException e) {
                LOG.warn("cannot remove {}: {}", left, e.getMessage());
            }
        }
    }

    private List<Path> ofOthers() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(path -> path.getFileName().toString().startsWith(PREFIX) && !path.getFileName().toString().startsWith(own)).toList();
        } catch (IOException e) {
            throw ServinException.internal("cannot list " + root + ": " + e.getMessage(), e);
        }
    }
}
