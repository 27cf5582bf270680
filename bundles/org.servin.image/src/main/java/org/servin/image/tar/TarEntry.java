package org.servin.image.tar;

import java.util.List;
import java.util.Map;
import org.servin.linux.fs.FileStat;

/**
 * One entry of an archive, as it is written there: nothing is checked beyond the format.
 *
 * @param name the name as written; see {@code RawNames} for bytes that are no UTF-8
 * @param type what it is
 * @param mode permission bits
 * @param uid owner; an unsigned number
 * @param gid group; an unsigned number
 * @param size bytes of the file when unpacked
 * @param mtimeSeconds last change, seconds since 1970
 * @param mtimeNanos the fraction of it
 * @param linkName target of a symbolic or hard link; empty otherwise
 * @param devMajor of a device
 * @param devMinor of a device
 * @param xattrs extended attributes by full name
 * @param segments where the stored data goes, in order; one segment from 0 for an ordinary file
 */
public record TarEntry(
        String name, Type type, int mode, int uid, int gid, long size, long mtimeSeconds, int mtimeNanos, String linkName, int devMajor, int devMinor,
        Map<String, byte[]> xattrs, List<Segment> segments) {
    /** What an entry can be. */
    public enum Type {
        FILE('0', FileStat.S_IFREG), HARD_LINK('1', FileStat.S_IFREG), SYMLINK('2', FileStat.S_IFLNK), CHARACTER_DEVICE('3', FileStat.S_IFCHR), BLOCK_DEVICE('4', FileStat.S_IFBLK),
        DIRECTORY('5', FileStat.S_IFDIR), FIFO('6', FileStat.S_IFIFO);

        private final char flag;
        private final int modeBits;

        Type(char flag, int modeBits) {
            this.flag = flag;
            this.modeBits = modeBits;
        }

        /** What stat(2) has in the mode for it. */
        int modeBits() {
            return modeBits;
        }

        /** The format's character for it. */
        char flag() {
            return flag;
        }

        /** Whether data follows the header. */
        boolean hasData() {
            return this == FILE;
        }
    }

    /**
     * A run of stored data.
     *
     * @param offset where it goes in the unpacked file
     * @param length its bytes
     */
    public record Segment(long offset, long length) { }

    /** Whether there are holes. */
    public boolean isSparse() {
        return segments.size() != 1 || segments.get(0).offset() != 0 || segments.get(0).length() != size;
    }
}
