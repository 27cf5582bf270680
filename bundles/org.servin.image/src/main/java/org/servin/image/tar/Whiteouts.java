package org.servin.image.tar;

/** What is done with entries that stand for removed files. One for each form there is. */
interface Whiteouts {
    /** Prefix of an entry that stands for the removal of the file named after it. */
    String PREFIX = ".wh.";
    /** Entry that stands for the removal of everything that lower layers have in its folder. */
    String OPAQUE = ".wh..wh..opq";
    /** Prefix of files that the AUFS of old kept for itself. */
    String META = ".wh..wh.";

    /** Takes an entry if it is one of these. */
    boolean take(EntryPath path) throws TarFormatException;

    /** An entry was written. */
    void written(EntryPath path);

    /** A folder was made where this layer had said that the lower file is gone. */
    void folderOverWhiteout(int fd);

    /** The removed file's name. */
    static String removed(EntryPath path) throws TarFormatException {
        String name = path.name().substring(PREFIX.length());
        if (name.isEmpty() || name.equals(".") || name.equals("..")) {
            throw new TarFormatException("invalid whiteout " + TarReader.quoted(path.path()));
        }
        return name;
    }

    /** Whiteouts are files like others: copying, not layering. */
    Whiteouts NONE = new Whiteouts() {
        @Override
        public boolean take(EntryPath path) {
            return false;
        }

        @Override
        public void written(EntryPath path) { }

        @Override
        public void folderOverWhiteout(int fd) { }
    };
}
