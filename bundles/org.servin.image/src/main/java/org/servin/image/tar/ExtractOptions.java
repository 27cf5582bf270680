package org.servin.image.tar;

import java.util.Optional;
import org.servin.spi.IdMaps;
import org.servin.spi.Owner;

/**
 * How an archive is unpacked into a folder.
 *
 * @param rootFacts whether an entry for the root itself changes the root's owner, mode and time
 * @param noOverwriteDirNonDir whether replacing a folder by something else, or the reverse, is an error
 * @param owner who gets all files; empty for the owners in the archive
 * @param maps of the user namespace for which archive and owner have their numbers
 * @param shownAs how messages call the folder, without '/' at the end; empty for the root
 */
public record ExtractOptions(boolean rootFacts, boolean noOverwriteDirNonDir, Optional<Owner> owner, IdMaps maps, String shownAs) {
    /** For layers. */
    static ExtractOptions layer(IdMaps maps) {
        return new ExtractOptions(true, false, Optional.empty(), maps, "");
    }

    /** Whether links that lead out of the folder by their letters are refused, as dockerd does: at the root there is no outside. */
    boolean bounded() {
        return !shownAs.isEmpty();
    }

    /** The user to be written down on the host. */
    int uid(TarEntry entry) throws TarFormatException {
        int inside = owner.map(Owner::uid).orElse(entry.uid());
        return maps.userOutside(inside).orElseThrow(() -> unmapped(inside));
    }

    /** The group to be written down on the host. */
    int gid(TarEntry entry) throws TarFormatException {
        int inside = owner.map(Owner::gid).orElse(entry.gid());
        return maps.groupOutside(inside).orElseThrow(() -> unmapped(inside));
    }

    /** In dockerd's words. */
    private static TarFormatException unmapped(int id) {
        return new TarFormatException("Container ID " + Integer.toUnsignedString(id) + " cannot be mapped to a host ID");
    }

    /** Whom folders belong to that the archive has no entries for. */
    Owner root() {
        return maps.root();
    }

    /** A path below the folder as messages show it. */
    String shown(String path) {
        String whole = path.isEmpty() ? shownAs : shownAs + "/" + path;
        return whole.isEmpty() ? "/" : whole;
    }
}
