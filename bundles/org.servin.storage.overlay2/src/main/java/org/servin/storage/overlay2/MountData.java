package org.servin.storage.overlay2;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.servin.spi.storage.RootFilesystem;
import org.servin.spi.storage.WorkspaceId;

/**
 * The options of an overlay mount, with paths relative to the driver's folder.
 *
 * <p>{@code index}, {@code redirect_dir} and {@code metacopy} are switched off whatever the kernel was built with: the upper folder then holds whole files
 * under their own names and says by itself what was changed.
 */
final class MountData {
    private static final Path PARAMETERS = Path.of("/sys/module/overlay/parameters");

    private final Layout layout;
    private volatile String switches;

    MountData(Layout layout) {
        this.layout = layout;
    }

    private String switches() {
        if (switches == null) { // asked when overlayfs is surely loaded; an older kernel may lack some
            switches = List.of("index", "redirect_dir", "metacopy").stream()
                    .filter(name -> Files.exists(PARAMETERS.resolve(name)))
                    .map(name -> name + "=off,").collect(Collectors.joining());
        }
        return switches;
    }

    /** Layers by their links from the top, under a writable folder. */
    RootFilesystem writable(List<String> links, WorkspaceId id) {
        String lower = links.isEmpty() ? Layout.EMPTY : links.stream().map(link -> "l/" + link).collect(Collectors.joining(":"));
        String workspace = "workspaces/" + id.value() + "/";
        return overlay(switches() + "lowerdir=" + lower + ",upperdir=" + workspace + Layout.DIFF + ",workdir=" + workspace + Layout.WORK);
    }

    /** Layers by their links from the top, read-only. */
    RootFilesystem readable(List<String> links) {
        return stack(links.stream().map(link -> "l/" + link).toList());
    }

    /** A workspace and its layers, read-only: what it has changed is one more layer. */
    RootFilesystem readable(WorkspaceId id, List<String> links) {
        List<String> stack = new ArrayList<>();
        stack.add("workspaces/" + id.value() + "/" + Layout.DIFF);
        links.forEach(link -> stack.add("l/" + link));
        return stack(stack);
    }

    private RootFilesystem stack(List<String> folders) {
        String lower = String.join(":", folders);
        return overlay("lowerdir=" + (folders.size() == 1 ? lower + ":" + Layout.EMPTY : lower));
    }

    private RootFilesystem overlay(String data) {
        return new RootFilesystem("overlay", "overlay", data, layout.home());
    }
}
