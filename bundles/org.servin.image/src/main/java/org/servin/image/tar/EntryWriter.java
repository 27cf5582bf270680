package org.servin.image.tar;

import static org.servin.linux.fs.OpenFlags.O_CREAT;
import static org.servin.linux.fs.OpenFlags.O_EXCL;
import static org.servin.linux.fs.OpenFlags.O_NOFOLLOW;
import static org.servin.linux.fs.OpenFlags.O_WRONLY;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.servin.image.tar.TarEntry.Segment;
import org.servin.image.tar.TarEntry.Type;
import org.servin.image.tar.TargetTree.Folder;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.linux.fs.FileData;
import org.servin.linux.fs.FileStat;
import org.servin.linux.fs.Self;
import org.servin.linux.fs.Xattrs;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the file an entry describes, in as few calls as can be: what a new file has anyway is not set again. Files are made under names that do
 * not exist, so that nothing can be written through a link; what stood there is removed first.
 */
final class EntryWriter {
    private static final Logger LOG = LoggerFactory.getLogger(EntryWriter.class);
    private static final int SPECIAL_BITS = 07000;
    private static final int ATTEMPTS = 100;
    private static final String OVERLAY_ATTRIBUTES = "trusted.overlay.";

    private final TargetTree tree;
    private final TarReader reader;
    private final Whiteouts whiteouts;
    private final ExtractOptions options;
    private final Self self = Self.read();
    /** Times of folders, which change while they are filled, by path. */
    private final Map<String, long[]> folderTimes = new LinkedHashMap<>();

    private boolean replaced;

    EntryWriter(TargetTree tree, TarReader reader, Whiteouts whiteouts, ExtractOptions options) {
        this.tree = tree;
        this.reader = reader;
        this.whiteouts = whiteouts;
        this.options = options;
    }

    void write(TarEntry entry, EntryPath path) throws IOException {
        if (path.isRoot()) {
            root(entry);
            return;
        }
        Folder parent = tree.folder(path.parent());
        switch (entry.type()) {
            case DIRECTORY -> directory(parent, path, entry);
            case FILE -> file(parent, path, entry);
            case HARD_LINK -> hardLink(parent, path, entry);
            default -> special(parent, path, entry);
        }
        whiteouts.written(path);
    }

    private void root(TarEntry entry) throws TarFormatException {
        if (entry.type() != Type.DIRECTORY) {
            throw new TarFormatException("invalid tar entry " + TarReader.quoted(entry.name()) + ": the root is no file");
        }
        if (options.rootFacts()) {
            int fd = tree.folder("").fd();
            facts(fd, entry, false, 0);
            folderTimes.put("", time(entry));
        }
    }

    /** Something that makes a name and fails with EEXIST if there is one. */
    private interface Making {
        void run();
    }

    /** Makes a name, after removing what has it. What that was. */
    private Optional<FileStat> replace(Folder parent, EntryPath path, TarEntry entry, Making making) throws TarFormatException {
        Optional<FileStat> replaced = Optional.empty();
        for (int attempt = 0; ; attempt++) {
            try {
                making.run();
                return replaced;
            } catch (ErrnoException e) {
                if (!e.is(Errno.EEXIST) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
            replaced = clear(parent, path, entry);
        }
    }

    private Optional<FileStat> clear(Folder parent, EntryPath path, TarEntry entry) throws TarFormatException {
        Optional<FileStat> there = At.find(parent.fd(), path.name());
        boolean folder = there.isPresent() && there.get().isDirectory();
        if (options.noOverwriteDirNonDir() && there.isPresent() && folder != (entry.type() == Type.DIRECTORY)) {
            throw new TarFormatException(folder
                    ? "cannot overwrite directory \"" + options.shown(path.path()) + "\" with non-directory \"" + options.shown("") + '"'
                    : "cannot overwrite non-directory \"" + options.shown(path.path()) + "\" with directory \"" + options.shown("") + '"');
        }
        if (folder) {
            String below = path.path() + "/";
            folderTimes.keySet().removeIf(known -> known.equals(path.path()) || known.startsWith(below));
        }
        replaced = true;
        return tree.remove(parent, path.name());
    }

    /** Whether an entry took the place of something that was there. */
    boolean replaced() {
        return replaced;
    }

    private void directory(Folder parent, EntryPath path, TarEntry entry) throws TarFormatException {
        int mode = entry.mode() & 0777;
        boolean fresh = true;
        Optional<FileStat> replaced = Optional.empty();
        try {
            At.mkdir(parent.fd(), path.name(), mode);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
            fresh = At.find(parent.fd(), path.name()).filter(FileStat::isDirectory).isEmpty();
            if (fresh) {
                replaced = replace(parent, path, entry, () -> At.mkdir(parent.fd(), path.name(), mode));
            }
        }
        int fd = At.openFolder(parent.fd(), path.name());
        boolean plain = fresh && parent.plain() && entry.xattrs().isEmpty() && (entry.mode() & SPECIAL_BITS) == 0;
        try {
            facts(fd, entry, fresh && parent.plain(), mode);
            if (replaced.filter(FileStat::isWhiteout).isPresent()) {
                whiteouts.folderOverWhiteout(fd);
            }
        } catch (RuntimeException e) {
            At.close(fd);
            throw e;
        }
        if (plain) {
            tree.keep(path.path(), new Folder(fd, true));
        } else {
            tree.keep(path.path(), fd);
        }
        folderTimes.put(path.path(), time(entry));
    }

    private void file(Folder parent, EntryPath path, TarEntry entry) throws IOException {
        int mode = entry.mode() & 0777;
        int[] made = new int[1];
        replace(parent, path, entry, () -> made[0] = At.open(parent.fd(), path.name(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode));
        int fd = made[0];
        try {
            data(fd, entry);
            facts(fd, entry, parent.plain(), mode);
            FileData.setTime(fd, entry.mtimeSeconds(), entry.mtimeNanos());
        } finally {
            At.close(fd);
        }
    }

    private void data(int fd, TarEntry entry) throws IOException {
        BlockSource.Sink sink = (bytes, offset, length) -> FileData.write(fd, bytes, offset, length);
        if (!entry.isSparse()) {
            reader.transfer(entry.size(), sink);
            return;
        }
        for (Segment segment : entry.segments()) {
            FileData.seek(fd, segment.offset());
            reader.transfer(segment.length(), sink);
        }
        FileData.truncate(fd, entry.size());
    }

    /**
     * Sets owner, mode and attributes of what is open.
     *
     * @param plain whether it was made just now in a plain folder
     * @param made the mode it was made with
     */
    private void facts(int fd, TarEntry entry, boolean plain, int made) throws TarFormatException {
        int uid = options.uid(entry);
        int gid = options.gid(entry);
        if (self.isRoot() && !(plain && uid == 0 && gid == 0)) {
            FileData.chown(fd, uid, gid);
        }
        if (!plain || entry.mode() != (made & ~self.umask())) {
            FileData.chmod(fd, entry.mode());
        }
        attributes(entry, (attribute, value) -> Xattrs.set(fd, attribute, value));
    }

    /** What the file system does not take is lost. */
    private void attributes(TarEntry entry, BiConsumer<String, byte[]> set) {
        entry.xattrs().forEach((attribute, value) -> {
            if (attribute.startsWith(OVERLAY_ATTRIBUTES)) {
                return; // a layer must not steer the overlay it becomes a part of
            }
            try {
                set.accept(attribute, attribute.equals(FileCapability.ATTRIBUTE) ? FileCapability.outside(value, options.root().uid()) : value);
            } catch (ErrnoException e) {
                if (!e.is(Errno.EOPNOTSUPP) && !e.is(Errno.EPERM)) {
                    throw e;
                }
                LOG.warn("extended attribute {} of {} is lost: {}", attribute, TarReader.quoted(entry.name()), e.getMessage());
            }
        });
    }

    private void hardLink(Folder parent, EntryPath path, TarEntry entry) throws TarFormatException {
        EntryPath target = EntryPath.of(entry.linkName()).filter(p -> !p.isRoot()).orElseThrow(() -> new TarFormatException(
                "invalid hardlink \"" + options.shown(path.path()) + "\" -> " + TarReader.quoted(entry.linkName())));
        if (target.equals(path)) {
            return;
        }
        Folder from = tree.existing(target.parent()).orElseThrow(() -> new ErrnoException("link", target.path() + " " + path.path(), Errno.ENOENT));
        if (At.find(from.fd(), target.name()).isEmpty()) {
            throw new ErrnoException("link", target.path() + " " + path.path(), Errno.ENOENT);
        }
        // Not by descriptor of the source folder: making room may have removed and forgotten it.
        replace(parent, path, entry, () -> At.link(tree.folder(target.parent()).fd(), target.name(), parent.fd(), path.name()));
    }

    private void special(Folder parent, EntryPath path, TarEntry entry) throws TarFormatException {
        String name = path.name();
        int type = switch (entry.type()) {
            case CHARACTER_DEVICE -> FileStat.S_IFCHR;
            case BLOCK_DEVICE -> FileStat.S_IFBLK;
            default -> FileStat.S_IFIFO;
        };
        boolean link = entry.type() == Type.SYMLINK;
        if (link && options.bounded() && EntryPath.of("./" + path.parent() + "/" + entry.linkName()).isEmpty()) {
            throw new TarFormatException("invalid symlink \"" + options.shown(path.path()) + "\" -> " + TarReader.quoted(entry.linkName()));
        }
        long device = FileStat.device(entry.devMajor(), entry.devMinor());
        replace(parent, path, entry, link
                ? () -> At.symlink(entry.linkName(), parent.fd(), name)
                : () -> At.mknod(parent.fd(), name, type | entry.mode() & 0777, device));
        int uid = options.uid(entry);
        int gid = options.gid(entry);
        if (self.isRoot() && !(parent.plain() && uid == 0 && gid == 0)) {
            At.chown(parent.fd(), name, uid, gid);
        }
        if (!link) {
            At.chmod(parent.fd(), name, entry.mode());
        }
        attributes(entry, (attribute, value) -> Xattrs.set(parent.fd(), name, attribute, value));
        At.setTime(parent.fd(), name, entry.mtimeSeconds(), entry.mtimeNanos());
    }

    private static long[] time(TarEntry entry) {
        return new long[] {entry.mtimeSeconds(), entry.mtimeNanos()};
    }

    /** Sets the times of all folders, when nothing is put into them any more. */
    void finish() {
        folderTimes.forEach((path, time) -> {
            if (path.isEmpty()) {
                FileData.setTime(tree.folder("").fd(), time[0], (int) time[1]);
                return;
            }
            EntryPath entry = EntryPath.of(path).orElseThrow();
            tree.existing(entry.parent())
                    .filter(parent -> At.find(parent.fd(), entry.name()).isPresent())
                    .ifPresent(parent -> At.setTime(parent.fd(), entry.name(), time[0], (int) time[1]));
        });
    }
}
