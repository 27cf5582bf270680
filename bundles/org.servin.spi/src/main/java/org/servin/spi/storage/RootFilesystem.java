package org.servin.spi.storage;

import java.nio.file.Path;
import java.util.Objects;

/**
 * How to mount a workspace over its layers. The mount is made by whoever uses it, usually in a mount namespace of its own,
 * so that it ends with that.
 *
 * @param type the file system's type as for mount(2), or {@code bind} for a plain folder
 * @param source the source as for mount(2); the folder itself for {@code bind}
 * @param data the options as for mount(2), without read-only; empty for {@code bind}
 * @param workFolder the folder that relative paths in {@code data} start from: the mount must be made with it as current folder
 */
public record RootFilesystem(String type, String source, String data, Path workFolder) {
    /** Checks that nothing is null. */
    public RootFilesystem {
        Objects.requireNonNull(type, "type is null");
        Objects.requireNonNull(source, "source is null");
        Objects.requireNonNull(data, "data is null");
        Objects.requireNonNull(workFolder, "workFolder is null");
    }

    /** A plain folder. */
    public static RootFilesystem folder(Path folder) {
        return new RootFilesystem("bind", folder.toString(), "", folder);
    }
}
