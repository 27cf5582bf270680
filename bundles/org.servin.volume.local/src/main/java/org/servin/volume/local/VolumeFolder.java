package org.servin.volume.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.servin.linux.fs.At;
import org.servin.linux.fs.SizedFolder;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

/**
 * Where a volume is.
 *
 * @param name the volume's name
 * @param path its folder
 * @param hasOptions whether it was made with options
 */
record VolumeFolder(String name, Path path, boolean hasOptions) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final int LONGEST_NAME = 255;
    private static final String DATA = "_data";
    private static final String OPTIONS = "options";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx-----x");
    private static final Set<PosixFilePermission> SECRET = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

    /** The place of a volume of that name, if the name is allowed. */
    static VolumeFolder of(Path root, String name) {
        if (name.getBytes(StandardCharsets.UTF_8).length == 1) {
            throw ServinException.invalid("volume name is too short, names should be at least two alphanumeric characters");
        }
        if (!NAME.matcher(name).matches()) {
            throw ServinException.invalid(quoted(name) + " includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                    + " If you intended to pass a host directory, use absolute path");
        }
        if (name.length() > LONGEST_NAME) {
            throw ServinException.internal("error while creating volume root path '" + root.resolve(name) + "': mkdir " + root.resolve(name) + ": file name too long", null);
        }
        return new VolumeFolder(name, root.resolve(name), false);
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r") + '"';
    }

    /** The folder of a volume that is there. What is mounted in it is not looked at: its server may not answer. */
    static Optional<VolumeFolder> find(Path root, String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        VolumeFolder folder = new VolumeFolder(name, root.resolve(name), Files.exists(root.resolve(name).resolve(OPTIONS)));
        return folder.hasOptions || Files.isDirectory(folder.data(), LinkOption.NOFOLLOW_LINKS) ? Optional.of(folder) : Optional.empty();
    }

    /** What containers see. */
    Path data() {
        return path.resolve(DATA);
    }

    /**
     * Makes it, under its name only when it is complete.
     *
     * @param place where nothing is, in the same folder
     */
    void make(VolumeOptions options, Owner owner, Path place) throws IOException {
        Files.createDirectories(path.getParent());
        try {
            new VolumeFolder(name, place, false).fill(options, owner);
            At.rename(At.CWD, place.toString(), At.CWD, path.toString(), 0);
        } catch (IOException | RuntimeException e) {
            TreeRemoval.remove(place);
            throw e;
        }
    }

    private void fill(VolumeOptions options, Owner owner) throws IOException {
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PRIVATE);
        if (options.size() > 0) {
            makeSized(options.size());
        } else {
            Files.createDirectory(data());
        }
        // Not what the umask leaves of it.
        Files.setPosixFilePermissions(data(), OPEN);
        At.give(At.CWD, data().toString(), owner.uid(), owner.gid());
        if (!options.isEmpty()) {
            // They may hold a password.
            Files.createFile(path.resolve(OPTIONS), PosixFilePermissions.asFileAttribute(SECRET));
            Files.writeString(path.resolve(OPTIONS), options.toText());
        }
    }

    private void makeSized(long bytes) {
        int fd = At.openFolder(path);
        try {
            if (!SizedFolder.supported(fd)) {
                throw ServinException.invalid("quota size requested but no quota support");
            }
            SizedFolder.make(fd, DATA, 0755, bytes);
        } finally {
            At.close(fd);
        }
    }

    /** The options that it was made with. */
    VolumeOptions options() {
        Path file = path.resolve(OPTIONS);
        try {
            return hasOptions ? VolumeOptions.ofText(Files.readString(file)) : VolumeOptions.NONE;
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Deletes it with its data: whoever is killed meanwhile leaves no half of it under its name.
     *
     * @param place where nothing is, in the same folder
     */
    void remove(Path place) {
        At.rename(At.CWD, path.toString(), At.CWD, place.toString(), At.RENAME_NOREPLACE);
        TreeRemoval.remove(place);
    }
}
