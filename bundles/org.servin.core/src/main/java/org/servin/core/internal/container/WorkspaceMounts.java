package org.servin.core.internal.container;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.servin.linux.Fd;
import org.servin.linux.fs.DetachedTree.Bind;

/** Shows a container's file system on the host. What is mounted for that is in no namespace: nothing leaks, nothing is left by a killed engine. */
public interface WorkspaceMounts {
    /**
     * Calls with a folder under which the container's own file system, without its volumes, can be read, whether it runs or not. The folder is
     * valid during the call only; it is a path of {@code /proc/self/fd}.
     */
    <T> T with(String containerId, Function<Path, T> call);

    /**
     * The file system for writing, with some of the host's folders shown inside; only for a container that does not run and whose {@link #hold} the
     * caller has. The caller closes it.
     *
     * @return a descriptor of the root, opened with {@code O_PATH}
     */
    Fd openWritable(String containerId, List<Bind> binds);

    /** The file system for reading, as {@link #openWritable} but also while the container runs. */
    Fd openReadable(String containerId, List<Bind> binds);

    /**
     * Waits until nobody else holds the container's file system and holds it: whoever mounts it for writing does, at the container's start and for
     * copying into a stopped one. Let go by the thread that took it.
     */
    Hold hold(String containerId);

    /** The right to mount a container's file system for writing. */
    interface Hold extends AutoCloseable {
        @Override
        void close();
    }
}
