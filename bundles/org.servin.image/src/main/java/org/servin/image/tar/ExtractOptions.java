package org.servin.image.tar;

import java.util.Optional;

/**
 * How an archive is unpacked into a folder.
 *
 * @param rootFacts whether an entry for the root itself changes the root's owner, mode and time
 * @param noOverwriteDirNonDir whether replacing a folder by something else, or the reverse, is an error
 * @param owner who gets all files; empty for the owners in the archive
 * @param shownAs how messages call the folder, without '/' at the end; empty for the root
 */
public record ExtractOptions(boolean rootFacts, boolean noOverwriteDirNonDir, Optional<Owner> owner, String shownAs) {
    /** A user and a group, by number. */
    public record Owner(int uid, int gid) { }

    /** For layers. */
    static ExtractOptions layer() {
        return new ExtractOptions(true, false, Optional.empty(), "");
    }

    int uid(TarEntry entry) {
        return owner.map(Owner::uid).orElse(entry.uid());
    }

    int gid(TarEntry entry) {
        return owner.map(Owner::gid).orElse(entry.gid());
    }

    /** A path below the folder as messages show it. */
    String shown(String path) {
        String whole = path.isEmpty() ? shownAs : shownAs + "/" + path;
        return whole.isEmpty() ? "/" : whole;
    }
}
