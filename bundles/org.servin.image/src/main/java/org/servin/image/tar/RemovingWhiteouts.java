package org.servin.image.tar;

import java.util.HashSet;
import java.util.Set;
import org.servin.image.tar.TargetTree.Folder;
import org.servin.linux.fs.At;
import org.servin.linux.fs.Directories;

/** The folder holds the lower layers' files: a removal removes them, but not what this layer has written itself. */
final class RemovingWhiteouts implements Whiteouts {
    private final TargetTree tree;
    private final Set<String> written = new HashSet<>();

    RemovingWhiteouts(TargetTree tree) {
        this.tree = tree;
    }

    @Override
    public boolean take(EntryPath path) throws TarFormatException {
        String name = path.name();
        if (!name.startsWith(PREFIX)) {
            return false;
        }
        if (name.equals(OPAQUE)) {
            tree.existing(path.parent()).ifPresent(folder -> removeOthers(folder, path.parent()));
        } else if (!name.startsWith(META)) {
            String removed = Whiteouts.removed(path);
            tree.existing(path.parent()).ifPresent(folder -> remove(folder, new EntryPath(path.parent(), removed)));
        }
        return true;
    }

    private void remove(Folder parent, EntryPath path) {
        if (!written.contains(path.path())) {
            tree.remove(parent, path.name());
        } else if (At.find(parent.fd(), path.name()).filter(stat -> stat.isDirectory()).isPresent()) {
            tree.existing(path.path()).ifPresent(folder -> removeOthers(folder, path.path()));
        }
    }

    private void removeOthers(Folder folder, String path) {
        for (Directories.Entry entry : Directories.entries(folder.fd())) {
            remove(folder, new EntryPath(path, entry.name()));
        }
    }

    @Override
    public void written(EntryPath path) {
        written.add(path.path());
        for (String parent = path.parent(); !parent.isEmpty() && written.add(parent); ) {
            int slash = parent.lastIndexOf('/');
            parent = slash < 0 ? "" : parent.substring(0, slash);
        }
    }

    @Override
    public void folderOverWhiteout(int fd) { }
}
