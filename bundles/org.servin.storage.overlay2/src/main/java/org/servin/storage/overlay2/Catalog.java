package org.servin.storage.overlay2;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.FileSystems;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.storage.LayerId;
import org.servin.spi.storage.WorkspaceId;

/** What there is, read from the disk once. Removes what an engine that was killed left half made or half removed. Thread-safe. */
final class Catalog {
    /** How many letters of an id name its link; more only if another layer has that name. */
    private static final int LINK_LENGTH = 13;
    /** Images bring setuid programs, which users of the host must not reach. */
    private static final int PRIVATE = 0700;

    /**
     * A committed layer.
     *
     * @param link its name among the short links
     * @param parent what it stands on
     */
    record Layer(String link, Optional<LayerId> parent) { }

    private final Layout layout;
    private final Map<LayerId, Layer> layers = new ConcurrentHashMap<>();
    private final Map<WorkspaceId, Optional<LayerId>> workspaces = new ConcurrentHashMap<>();

    private Catalog(Layout layout) {
        this.layout = layout;
    }

    static Catalog load(Layout layout) {
        Catalog catalog = new Catalog(layout);
        try {
            for (Path folder : List.of(layout.layers(), layout.links(), layout.workspaces(), layout.staging(), layout.removing(), layout.empty())) {
                Files.createDirectories(folder);
            }
            At.chmod(At.CWD, layout.home().toString(), PRIVATE);
            spread(layout.staging());
            catalog.clear(layout.staging());
            catalog.clear(layout.removing());
            catalog.readLayers();
            catalog.readWorkspaces();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return catalog;
    }

    /** Every layer begins its life there. */
    private static void spread(Path folder) {
        int fd = At.openFolder(folder);
        try {
            FileSystems.spread(fd);
        } finally {
            At.close(fd);
        }
    }

    private void clear(Path folder) {
        names(folder).forEach(name -> TreeRemoval.remove(folder.resolve(name)));
    }

    private static List<String> names(Path folder) {
        int fd = At.openFolder(folder);
        try {
            return Directories.entries(fd).stream().map(Directories.Entry::name).toList();
        } finally {
            At.close(fd);
        }
    }

    private void readLayers() throws IOException {
        for (String name : names(layout.layers())) {
            LayerId id = new LayerId(name);
            List<String> lines = Files.readAllLines(layout.layer(id).resolve(Layout.LAYER_FILE));
            Optional<LayerId> parent = lines.size() > 1 && !lines.get(1).isEmpty() ? Optional.of(new LayerId(lines.get(1))) : Optional.empty();
            layers.put(id, new Layer(lines.get(0), parent));
            ensureLink(lines.get(0), id);
        }
    }

    private void readWorkspaces() {
        for (String name : names(layout.workspaces())) {
            WorkspaceId id = new WorkspaceId(name);
            Optional<String> marker = names(layout.workspace(id)).stream().filter(file -> file.startsWith(Layout.ON)).findFirst();
            if (marker.isEmpty()) { // not acknowledged to anybody
                TreeRemoval.remove(layout.workspace(id));
            } else {
                String layer = marker.get().substring(Layout.ON.length());
                workspaces.put(id, layer.isEmpty() ? Optional.empty() : Optional.of(new LayerId(layer)));
            }
        }
    }

    /** Makes the short link unless it is there; whether it now leads to the layer. */
    boolean ensureLink(String link, LayerId id) throws IOException {
        Path path = layout.links().resolve(link);
        Path target = Path.of("..", "layers", id.value(), Layout.DIFF);
        if (Files.isSymbolicLink(path)) {
            return Files.readSymbolicLink(path).equals(target);
        }
        Files.createSymbolicLink(path, target);
        return true;
    }

    /** A short name for a layer that is about to be committed, with its link. */
    synchronized String newLink(LayerId id) throws IOException {
        String letters = id.value().replace("-", "");
        int length = LINK_LENGTH;
        while (!ensureLink(letters.substring(letters.length() - length), id)) {
            length++;
        }
        return letters.substring(letters.length() - length);
    }

    boolean has(LayerId id) {
        return layers.containsKey(id);
    }

    List<LayerId> layers() {
        return List.copyOf(layers.keySet());
    }

    void add(LayerId id, Layer layer) {
        layers.put(id, layer);
    }

    /** The layer and everything below it, from the top. NOT_FOUND for any that is missing. */
    List<LayerId> chain(Optional<LayerId> top) {
        List<LayerId> chain = new ArrayList<>();
        for (Optional<LayerId> id = top; id.isPresent(); ) {
            chain.add(id.get());
            id = require(id.get()).parent();
        }
        return chain;
    }

    /** A layer that must be there: NOT_FOUND otherwise. */
    Layer require(LayerId id) {
        Layer layer = layers.get(id);
        if (layer == null) {
            throw ServinException.notFound("no such layer: " + id);
        }
        return layer;
    }

    String link(LayerId id) {
        return layers.get(id).link();
    }

    /** Forgets a layer; IN_USE if something stands on it. Its link's name, or nothing if it was not there. */
    synchronized Optional<String> removeLayer(LayerId id) {
        Optional<LayerId> wanted = Optional.of(id);
        for (Map.Entry<LayerId, Layer> other : layers.entrySet()) {
            if (other.getValue().parent().equals(wanted)) {
                throw new ServinException(ErrorKind.IN_USE, "layer " + id + " is the parent of layer " + other.getKey());
            }
        }
        for (Map.Entry<WorkspaceId, Optional<LayerId>> workspace : workspaces.entrySet()) {
            if (workspace.getValue().equals(wanted)) {
                throw new ServinException(ErrorKind.IN_USE, "layer " + id + " is in use by workspace " + workspace.getKey());
            }
        }
        return Optional.ofNullable(layers.remove(id)).map(Layer::link);
    }

    /** Takes note of a workspace before it is made; ALREADY_EXISTS, or NOT_FOUND for the layer. Atomic with {@link #removeLayer}. */
    synchronized void addWorkspace(WorkspaceId id, Optional<LayerId> layer) {
        if (layer.isPresent() && !layers.containsKey(layer.get())) {
            throw ServinException.notFound("no such layer: " + layer.get());
        }
        if (workspaces.putIfAbsent(id, layer) != null) {
            throw new ServinException(ErrorKind.ALREADY_EXISTS, "workspace " + id + " exists already");
        }
    }

    /** The layer a workspace stands on. NOT_FOUND. */
    Optional<LayerId> workspace(WorkspaceId id) {
        Optional<LayerId> layer = workspaces.get(id);
        if (layer == null) {
            throw ServinException.notFound("no such workspace: " + id);
        }
        return layer;
    }

    List<WorkspaceId> workspaces() {
        return List.copyOf(workspaces.keySet());
    }

    void removeWorkspace(WorkspaceId id) {
        workspaces.remove(id);
    }
}
