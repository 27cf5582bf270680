package org.servin.storage.overlay2;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.DetachedTree;
import org.servin.linux.fs.Directories;
import org.servin.linux.fs.FileSystems;
import org.servin.linux.fs.TreeRemoval;
import org.servin.spi.Probe;

/** Tries a real overlay on the driver's own folder, seen by nobody: the only answer that counts. */
final class OverlayProbe {
    private final Layout layout;
    private final List<String> options;

    OverlayProbe(Layout layout, List<String> options) {
        this.layout = layout;
        this.options = options;
    }

    Probe run() {
        for (String option : options) {
            String key = option.split("=", 2)[0];
            if (key.startsWith("overlay2.") && !key.equals("overlay2.override_kernel_check")) {
                return Probe.broken("storage-opts: overlay2: unknown option " + key);
            }
        }
        Path folder = null;
        try {
            Files.createDirectories(layout.home());
            folder = Files.createTempDirectory(layout.home(), "probe-");
            return attempt(folder);
        } catch (IOException | CompletionException e) {
            return Probe.broken(e.getMessage());
        } catch (ErrnoException e) {
            return refused(e);
        } finally {
            if (folder != null) {
                TreeRemoval.remove(folder);
            }
        }
    }

    private Probe attempt(Path folder) throws IOException {
        for (String name : List.of("lower", "upper", "work", "anchor")) {
            Files.createDirectory(folder.resolve(name));
        }
        if (!tellsTypes(folder)) {
            return Probe.skip("the backing " + FileSystems.name(layout.home()) + " filesystem is formatted without d_type support");
        }
        String data = "lowerdir=lower,upperdir=upper,workdir=work";
        DetachedTree.build(folder.resolve("anchor"), new DetachedTree.Root("overlay", "overlay", data, folder, false), List.of()).close();
        return Probe.usable();
    }

    private static boolean tellsTypes(Path folder) {
        int fd = At.openFolder(folder);
        try {
            return Directories.entries(fd).stream().allMatch(Directories.Entry::isTypeKnown);
        } finally {
            At.close(fd);
        }
    }

    private Probe refused(ErrnoException e) {
        if (e.is(Errno.ENODEV)) {
            return Probe.skip("the kernel has no overlayfs");
        }
        if (e.is(Errno.EPERM) || e.is(Errno.EACCES)) {
            return Probe.skip("not permitted to mount: " + e.getMessage());
        }
        return Probe.skip("overlayfs does not work on the " + FileSystems.name(layout.home()) + " filesystem of " + layout.home() + ": " + e.getMessage());
    }
}
