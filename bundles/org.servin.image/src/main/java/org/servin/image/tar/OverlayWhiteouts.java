package org.servin.image.tar;

import java.nio.charset.StandardCharsets;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.Xattrs;

/** Writes removals down as overlayfs reads them. A removal concerns lower layers only: what this layer has itself under the name stays. */
final class OverlayWhiteouts implements Whiteouts {
    static final String OPAQUE_ATTRIBUTE = "trusted.overlay.opaque";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

    private final TargetTree tree;

    OverlayWhiteouts(TargetTree tree) {
        this.tree = tree;
    }

    @Override
    public boolean take(EntryPath path) throws TarFormatException {
        String name = path.name();
        if (!name.startsWith(PREFIX)) {
            return false;
        }
        if (name.equals(OPAQUE)) {
            hideLower(tree.folder(path.parent()).fd());
        } else if (!name.startsWith(META)) {
            remove(tree.folder(path.parent()).fd(), Whiteouts.removed(path));
        }
        return true;
    }

    private static void remove(int folder, String name) {
        try {
            At.mknod(folder, name, FileStat.S_IFCHR, 0);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
            if (At.stat(folder, name).isDirectory()) {
                Xattrs.set(folder, name, OPAQUE_ATTRIBUTE, YES);
            }
        }
    }

    @Override
    public void written(EntryPath path) { }

    @Override
    public void folderOverWhiteout(int fd) {
        hideLower(fd);
    }

    private static void hideLower(int fd) {
        Xattrs.set(fd, OPAQUE_ATTRIBUTE, YES);
    }
}
