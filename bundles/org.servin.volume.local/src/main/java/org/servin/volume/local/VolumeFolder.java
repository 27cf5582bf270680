package org.servin.volume.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.servin.linux.fs.At;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

/**
 * Where a volume is.
 *
 * @param name the volume's name
 * @param path its folder
 */
record VolumeFolder(String name, Path path) {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]+");
    private static final String OPTIONS = "options";
    private static final Set<PosixFilePermission> PRIVATE = PosixFilePermissions.fromString("rwx-----x");
    private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");

    /** The place of a volume of that name, if the name is allowed. */
    static VolumeFolder of(Path root, String name) {
        if (name.length() == 1) {
            throw ServinException.invalid("volume name is too short, names should be at least two alphanumeric characters");
        }
        if (!NAME.matcher(name).matches()) {
            throw ServinException.invalid("\"" + name + "\" includes invalid characters for a local volume name, only \"[a-zA-Z0-9][a-zA-Z0-9_.-]\" are allowed."
                    + " If you intended to pass a host directory, use absolute path");
        }
        return new VolumeFolder(name, root.resolve(name));
    }

    /** The folder of a volume that is there. */
    static Optional<VolumeFolder> find(Path root, String name) {
        if (!NAME.matcher(name).matches()) {
            return Optional.empty();
        }
        VolumeFolder folder = new VolumeFolder(name, root.resolve(name));
        return Files.isDirectory(folder.data(), LinkOption.NOFOLLOW_LINKS) ? Optional.of(folder) : Optional.empty();
    }

    /** What containers see. */
    Path data() {
        return path.resolve("_data");
    }

    /** Makes it: the data folder last, since it is what says that the volume is there. */
    void make(MountOptions options, Owner owner) throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PRIVATE);
        if (!options.isEmpty()) {
            Path temporary = path.resolve(OPTIONS + ".new");
            Files.writeString(temporary, options.toText());
            Files.move(temporary, path.resolve(OPTIONS), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.createDirectory(data());
        // Not what the umask leaves of it.
        Files.setPosixFilePermissions(data(), OPEN);
        At.give(At.CWD, data().toString(), owner.uid(), owner.gid());
    }

    /** The options that it was made with. */
    MountOptions options() {
        Path file = path.resolve(OPTIONS);
        try {
            return Files.exists(file) ? MountOptions.ofText(Files.readString(file)) : MountOptions.NONE;
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
