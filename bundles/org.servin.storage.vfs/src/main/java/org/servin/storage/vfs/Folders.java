package org.servin.storage.vfs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.WorkspaceId;

/**
 * Where the driver keeps what: {@code layers/ID/diff}, {@code workspaces/ID/diff} with an empty file {@code on-LAYER} beside it, and {@code staging} and
 * {@code removing} for what is not yet or no longer there. Both are emptied at the first use. Thread-safe.
 */
final class Folders {
    static final String DIFF = "diff";
    static final String ON = "on-";

    private final Path home;
    private final AtomicLong removals = new AtomicLong();
    private boolean ready;

    Folders(Path home) {
        this.home = home;
    }

    private synchronized Path home() {
        if (!ready) {
            try {
                for (String name : List.of("layers", "workspaces", "staging", "removing")) {
                    Files.createDirectories(home.resolve(name));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            At.chmod(At.CWD, home.toString(), 0700); // images bring setuid programs, which users of the host must not reach
            for (String name : List.of("staging", "removing")) {
                entries(home.resolve(name)).forEach(left -> TreeRemoval.remove(home.resolve(name).resolve(left)));
            }
            ready = true;
        }
        return home;
    }

    private static List<String> entries(Path folder) {
        int fd = At.openFolder(folder);
        try {
            return Directories.entries(fd).stream().map(Directories.Entry::name).toList();
        } finally {
            At.close(fd);
        }
    }

    List<String> names(Path folder) {
        return entries(folder);
    }

    Path layers() {
        return home().resolve("layers");
    }

    Path layer(LayerId id) {
        return layers().resolve(id.value());
    }

    Path workspaces() {
        return home().resolve("workspaces");
    }

    Path workspace(WorkspaceId id) {
        return workspaces().resolve(id.value());
    }

    Path staging() {
        return home().resolve("staging");
    }

    /** What a workspace was copied from. */
    Optional<LayerId> layerOf(WorkspaceId id) {
        return entries(workspace(id)).stream()
                .filter(name -> name.startsWith(ON) && name.length() > ON.length())
                .map(name -> new LayerId(name.substring(ON.length()))).findFirst();
    }

    /** Takes a folder away at once, then empties it. Whether it was there. */
    boolean discard(Path folder) {
        Path gone = home().resolve("removing").resolve(folder.getFileName() + "." + removals.incrementAndGet());
        try {
            At.rename(At.CWD, folder.toString(), At.CWD, gone.toString(), 0);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return false;
            }
            throw e;
        }
        return TreeRemoval.remove(gone);
    }
}
