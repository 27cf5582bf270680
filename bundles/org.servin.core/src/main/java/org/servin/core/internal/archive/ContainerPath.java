package org.servin.core.internal.archive;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A path as a client wrote it, taken as absolute inside the container. The end matters: {@code /d/} and {@code /d/.} mean what the link {@code /d} leads
 * to, {@code /d} means the link.
 *
 * @param folder absolute path of the folder to resolve, following links
 * @param name the name in it that is not followed; {@code .} for the folder itself
 * @param base what archives and answers call the file: the last name, {@code .}, or {@code /}
 */
record ContainerPath(String folder, String name, String base) {
    /** Cleans a path by its letters, as Go does. */
    static ContainerPath of(String path) {
        Deque<String> names = names(path);
        String last = names.isEmpty() ? "/" : names.getLast();
        boolean dot = path.equals(".") || path.endsWith("/.");
        if (dot || path.endsWith("/") || names.isEmpty()) {
            return new ContainerPath("/" + String.join("/", names), ".", dot ? "." : last);
        }
        names.removeLast();
        return new ContainerPath("/" + String.join("/", names), last, last);
    }

    /** The cleaned path without what its end says. */
    static String clean(String path) {
        return "/" + String.join("/", names(path));
    }

    private static Deque<String> names(String path) {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                names.pollLast();
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return names;
    }

    /** Whether the file is the folder itself. */
    boolean isFolderItself() {
        return name.equals(".");
    }

    /** The whole path, cleaned. */
    String path() {
        return isFolderItself() ? folder : folder.equals("/") ? folder + name : folder + "/" + name;
    }
}
