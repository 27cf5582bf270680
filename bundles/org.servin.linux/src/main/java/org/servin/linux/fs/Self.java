package org.servin.linux.fs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What of this process decides about the files it makes.
 *
 * @param euid the user that files are made as
 * @param umask permission bits that new files do not get
 */
public record Self(int euid, int umask) {
    /** Reads it; both are constant in a JVM. */
    public static Self read() {
        int euid = -1;
        int umask = 0777;
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("Uid:")) {
                    euid = Integer.parseUnsignedInt(line.split("\\s+")[2]);
                } else if (line.startsWith("Umask:")) {
                    umask = Integer.parseInt(line.substring(6).strip(), 8);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Self(euid, umask);
    }

    /** Whether owners can be given away. */
    public boolean isRoot() {
        return euid == 0;
    }
}
