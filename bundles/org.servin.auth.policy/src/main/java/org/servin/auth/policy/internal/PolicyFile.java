package org.servin.auth.policy.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/** Reads a file that nobody but root, or the engine's own user, can have written: nor it, nor any folder on the way to it. */
final class PolicyFile {
    private static final int MAX_SIZE = 4 << 20;
    private static final int MAX_READS = 10;
    private static final int OTHERS_WRITE = 022;
    private static final int STICKY = 01000;
    private static final String LOOK = "unix:dev,ino,mode,uid,size,lastModifiedTime,ctime";
    private static final Path SELF = Path.of("/proc/self");

    private PolicyFile() { }

    /** What tells one version of a file from another; empty if there is no such file. */
    record Version(Map<String, Object> attributes) {
        /** Whether it could be changed once more so soon that nobody could tell. */
        boolean isOlderThan(long millis, long now) {
            return attributes.get("ctime") instanceof FileTime changed && now - changed.toMillis() > millis;
        }
    }

    /**
     * A file's content.
     *
     * @param version that was read
     * @param json its bytes
     */
    record Content(Version version, byte[] json) { }

    /** Looks at it without opening it. Cheap. */
    static Optional<Version> version(Path file) {
        try {
            return Optional.of(new Version(Files.readAttributes(file, LOOK)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Reads it; one that is replaced meanwhile is read again. */
    static Content read(Path file) throws PolicyException {
        for (int i = 0; i < MAX_READS; i++) {
            Optional<Content> content = readOnce(file);
            if (content.isPresent()) {
                return content.get();
            }
        }
        throw new PolicyException(file + ": changes all the time");
    }

    private static Optional<Content> readOnce(Path file) throws PolicyException {
        try {
            Path real = file.toRealPath();
            checkFolders(file, file.toAbsolutePath().getParent());
            checkFolders(file, real.getParent());
            Version before = new Version(Files.readAttributes(real, LOOK));
            check(file, real, before.attributes(), false);
            byte[] json = content(real);
            boolean same = before.equals(new Version(Files.readAttributes(real, LOOK)));
            return same ? Optional.of(new Content(before, json)) : Optional.empty();
        } catch (IOException e) {
            throw new PolicyException(file + ": cannot be read: " + e, e);
        }
    }

    private static byte[] content(Path real) throws IOException, PolicyException {
        if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
            throw new PolicyException(real + ": is no regular file");
        }
        try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
            byte[] json = in.readNBytes(MAX_SIZE + 1);
            if (json.length > MAX_SIZE) {
                throw new PolicyException(real + ": has more than " + MAX_SIZE + " bytes");
            }
            return json;
        }
    }

    private static void checkFolders(Path file, Path nearest) throws IOException, PolicyException {
        for (Path folder = nearest; folder != null; folder = folder.getParent()) {
            check(file, folder, Files.readAttributes(folder, LOOK), true);
        }
    }

    private static void check(Path file, Path what, Map<String, Object> attributes, boolean folder) throws IOException, PolicyException {
        int uid = (Integer) attributes.get("uid");
        int mode = (Integer) attributes.get("mode");
        String which = what.equals(file) ? "" : what + " ";
        if (uid != 0 && uid != (Integer) Files.getAttribute(SELF, "unix:uid")) {
            throw new PolicyException(file + ": " + which + "belongs to user " + uid + ", and neither to root nor to the engine's user");
        }
        if ((mode & OTHERS_WRITE) != 0 && !(folder && (mode & STICKY) != 0)) { // in a sticky folder nobody moves what is another's
            throw new PolicyException(file + ": " + which + "can be written by others than its owner: its mode is " + Integer.toOctalString(mode & 07777));
        }
    }
}
