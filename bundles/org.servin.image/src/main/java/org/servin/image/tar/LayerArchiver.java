package org.servin.image.tar;

import static org.servin.linux.fs.OpenFlags.O_DIRECTORY;
import static org.servin.linux.fs.OpenFlags.O_RDONLY;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.servin.image.tar.TarEntry.Segment;
import org.servin.image.tar.TarEntry.Type;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.spi.IdMaps;
import org.servin.spi.storage.Change;

/** Writes what a workspace has changed as a layer. Thread-safe; one call uses one thread. */
public final class LayerArchiver {
    private final int root;
    private final TarWriter writer;
    private final FileSource source;
    private final Set<String> done = new HashSet<>();
    /** The folder of the change before: changes are sorted, so that most share it. */
    private String openPath;
    private int openFolder = -1;

    private LayerArchiver(int root, IdMaps maps, OutputStream tar) {
        this.root = root;
        this.writer = new TarWriter(tar);
        this.source = new FileSource(writer, maps);
    }

    /**
     * Writes an uncompressed layer: each changed file with its parents, each removed one as a whiteout. Links are not followed, sockets left out.
     *
     * @param mergedRoot the workspace's file system as its processes see it, or saw it
     * @param changes parents before children
     * @param maps of the user namespace whose numbers the layer gets
     */
    public static void write(Path mergedRoot, List<Change> changes, IdMaps maps, OutputStream tar) throws IOException {
        int root = At.openFolder(mergedRoot);
        try {
            LayerArchiver archiver = new LayerArchiver(root, maps, tar);
            try {
                archiver.writeAll(changes);
            } finally {
                archiver.closeFolder();
            }
        } catch (ErrnoException e) {
            throw new IOException(e.getMessage(), e);
        } finally {
            At.close(root);
        }
    }

    private void writeAll(List<Change> changes) throws IOException {
        for (Change change : changes) {
            EntryPath path = EntryPath.of(change.path()).orElseThrow(() -> new IllegalArgumentException("not a path: " + change.path()));
            if (path.isRoot()) {
                continue;
            }
            parents(path.parent());
            if (change.kind() == Change.Kind.DELETED) {
                whiteout(path);
            } else {
                add(path);
            }
        }
        writer.finish();
    }

    private void parents(String path) throws IOException {
        if (!path.isEmpty() && !done.contains(path)) {
            EntryPath parent = EntryPath.of(path).orElseThrow();
            parents(parent.parent());
            add(parent);
        }
    }

    private void add(EntryPath path) throws IOException {
        if (done.add(path.path()) && enter(path.parent())) {
            source.add(openFolder, path.name(), path.path());
        }
    }

    private void whiteout(EntryPath path) throws IOException {
        String name = new EntryPath(path.parent(), Whiteouts.PREFIX + path.name()).path();
        writer.put(new TarEntry(name, Type.FILE, 0, 0, 0, 0, 0, 0, "", 0, 0, Map.of(), List.of(new Segment(0, 0))));
    }

    /** Opens a folder, unless it is open; false if it vanished meanwhile. */
    private boolean enter(String path) {
        if (path.equals(openPath)) {
            return true;
        }
        closeFolder();
        try {
            openFolder = At.openIn(root, path, O_RDONLY | O_DIRECTORY, 0);
            openPath = path;
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return false;
            }
            throw e;
        }
    }

    private void closeFolder() {
        if (openFolder >= 0) {
            At.close(openFolder);
        }
        openFolder = -1;
        openPath = null;
    }
}
