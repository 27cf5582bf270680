package org.servin.core.internal.archive;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.OpenFlags;
import org.servin.spi.ServinException;

/**
 * Tells where a path leads inside a root, as text: for answers, and to compare with the places of mounts. What is missing stays as it is written.
 * Nothing is opened by the result without being resolved again by the kernel.
 */
final class LinkResolution {
    /** As many as the kernel follows, and some more: Go's limit. */
    private static final int MAX_LINKS = 255;

    private final int root;
    private final List<String> resolved = new ArrayList<>();
    private final Deque<String> left = new ArrayDeque<>();
    private final String asked;
    private int links;

    private LinkResolution(int root, String asked) {
        this.root = root;
        this.asked = asked;
    }

    /** In dockerd's words. */
    static ServinException tooMany(String path, Throwable cause) {
        return ServinException.internal("evalSymlinksInScope: too many links in " + path, cause);
    }

    /** The absolute path inside the root. */
    static String resolve(int root, String path) {
        LinkResolution walk = new LinkResolution(root, path);
        walk.push(path);
        while (!walk.left.isEmpty()) {
            walk.step(walk.left.pop());
        }
        return walk.path();
    }

    private String path() {
        return "/" + String.join("/", resolved);
    }

    private void push(String path) {
        String[] names = path.split("/");
        for (int i = names.length - 1; i >= 0; i--) {
            if (!names[i].isEmpty() && !names[i].equals(".")) {
                left.push(names[i]);
            }
        }
    }

    private void step(String name) {
        if (name.equals("..")) {
            if (!resolved.isEmpty()) {
                resolved.remove(resolved.size() - 1);
            }
            return;
        }
        Optional<String> target = target(name);
        if (target.isEmpty()) {
            resolved.add(name);
            return;
        }
        if (++links > MAX_LINKS) {
            throw tooMany(asked, null);
        }
        if (target.get().startsWith("/")) {
            resolved.clear();
        }
        push(target.get());
    }

    private Optional<String> target(String name) {
        try {
            int folder = At.openIn(root, path(), OpenFlags.O_PATH | OpenFlags.O_DIRECTORY, 0);
            try {
                return At.find(folder, name).filter(FileStat::isSymlink).map(stat -> At.readlink(folder, name));
            } finally {
                At.close(folder);
            }
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT) || e.is(Errno.ENOTDIR)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
