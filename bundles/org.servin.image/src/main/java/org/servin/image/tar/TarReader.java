package org.servin.image.tar;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.image.tar.TarEntry.Segment;
import org.servin.image.tar.TarEntry.Type;
import org.servin.linux.fs.RawNames;

/**
 * Reads a tar archive in any of its forms: v7, ustar, pax, GNU and star. Used by one thread. What it allocates is bounded whatever the archive
 * says. Failures of the format are {@link TarFormatException} or {@link java.io.EOFException}.
 */
public final class TarReader {
    /** Longest long name or extended header; Go's limit too. */
    private static final long MAX_SPECIAL = 1 << 20;
    private static final long MAX_ID = 0xffff_fffeL;

    private final BlockSource in;
    private final byte[] block = new byte[BlockSource.BLOCK];
    /** Stored bytes of the present entry that were not read yet. */
    private long left;
    /** Filling up to a whole block after them. */
    private int padding;

    /** Reads from a stream, in large pieces; the stream is not closed. */
    public TarReader(InputStream in) {
        this.in = new BlockSource(in);
    }

    /** The next entry, at whose data the reader stands then; empty at the end of the archive. */
    public Optional<TarEntry> next() throws IOException {
        in.skip(left + padding);
        left = 0;
        padding = 0;
        Extensions extensions = new Extensions();
        while (true) {
            if (!in.readFully(block, block.length)) {
                if (extensions.any) {
                    throw new TarFormatException("unexpected end of the archive after an extended header");
                }
                return Optional.empty();
            }
            TarHeader header = new TarHeader(block);
            if (header.isZero()) {
                return Optional.empty();
            }
            if (!header.isValid()) {
                throw new TarFormatException("archive/tar: invalid tar header");
            }
            if (!extensions.take(header)) {
                return Optional.of(entry(header, extensions));
            }
        }
    }

    /** What comes in headers of its own before the entry it is about. */
    private final class Extensions {
        private boolean any;
        private Optional<String> longName = Optional.empty();
        private Optional<String> longLink = Optional.empty();
        private PaxRecords pax = new PaxRecords();

        /** Reads the header's data if it is one of these. */
        boolean take(TarHeader header) throws IOException {
            switch (header.flag()) {
                case 'L' -> longName = Optional.of(terminated(special(header)));
                case 'K' -> longLink = Optional.of(terminated(special(header)));
                case 'x', 'X' -> pax = PaxRecords.parse(special(header));
                case 'g', 'V' -> { // global records and volume names say nothing about files; dockerd passes them over too
                    special(header);
                    return true;
                }
                default -> {
                    return false;
                }
            }
            any = true;
            return true;
        }
    }

    private static String terminated(byte[] bytes) {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        return RawNames.decode(bytes, 0, end);
    }

    private byte[] special(TarHeader header) throws IOException {
        long size = header.number(124, 12, "size");
        if (size < 0 || size > MAX_SPECIAL) {
            throw new TarFormatException("archive/tar: invalid tar header: an extended header of " + size + " bytes");
        }
        byte[] bytes = new byte[(int) size];
        if (!in.readFully(bytes, bytes.length)) {
            throw new TarFormatException("unexpected end of the archive in an extended header");
        }
        in.skip(padding(size));
        return bytes;
    }

    private static int padding(long size) {
        return (int) (-size & BlockSource.BLOCK - 1);
    }

    private TarEntry entry(TarHeader header, Extensions extensions) throws IOException {
        PaxRecords pax = extensions.pax;
        String name = pax.text("GNU.sparse.name").or(() -> extensions.longName).orElse("");
        if (name.isEmpty()) {
            name = pax.text("path").orElseGet(header::name);
        }
        Type type = type(header.flag(), name);
        long stored = type.hasData() ? pax.number("size", header.number(124, 12, "size")) : 0;
        if (stored < 0) {
            throw new TarFormatException("archive/tar: invalid tar header: negative size of " + quoted(name));
        }
        left = stored;
        padding = padding(stored);
        // The map may be in the block that follows, read over this header: take everything else out of it first.
        long realSize = header.isGnu() && header.flag() == 'S' ? header.number(483, 12, "size") : stored;
        String linkName = pax.text("linkpath").or(() -> extensions.longLink).orElseGet(() -> header.text(157, 100));
        long[] mtime = pax.time("mtime").orElse(new long[] {header.number(136, 12, "time"), 0});
        int mode = (int) header.number(100, 8, "mode") & 07777;
        int uid = id(pax.number("uid", header.number(108, 8, "uid")), name);
        int gid = id(pax.number("gid", header.number(116, 8, "gid")), name);
        boolean device = type == Type.CHARACTER_DEVICE || type == Type.BLOCK_DEVICE;
        int major = device ? (int) header.number(329, 8, "device") : 0;
        int minor = device ? (int) header.number(337, 8, "device") : 0;
        SparseMap map = sparseMap(header, pax);
        if (map != null && header.flag() != 'S') {
            realSize = pax.number("GNU.sparse.realsize", pax.number("GNU.sparse.size", -1));
        }
        List<Segment> segments = map == null ? List.of(new Segment(0, stored)) : map.checked(realSize, left);
        Map<String, byte[]> xattrs = pax.xattrs();
        return new TarEntry(name, type, mode, uid, gid, realSize, mtime[0], (int) mtime[1],
                type == Type.SYMLINK || type == Type.HARD_LINK ? linkName : "", major, minor, xattrs, segments);
    }

    /** Null for an ordinary file. */
    private SparseMap sparseMap(TarHeader header, PaxRecords pax) throws IOException {
        if (header.flag() == 'S') {
            return SparseMap.ofHeader(header, in);
        }
        if (pax.text("GNU.sparse.major").filter("1"::equals).isPresent()) {
            long[] consumed = {0};
            SparseMap map = SparseMap.ofData(in, left, consumed);
            left -= consumed[0];
            return map;
        }
        return SparseMap.ofRecords(pax);
    }

    private static int id(long id, String name) throws TarFormatException {
        if (id < 0 || id > MAX_ID) {
            throw new TarFormatException("archive/tar: invalid tar header: owner " + id + " of " + quoted(name));
        }
        return (int) id;
    }

    private static Type type(char flag, String name) throws TarFormatException {
        return switch (flag) {
            case '0', '\0', '7', 'S' -> name.endsWith("/") ? Type.DIRECTORY : Type.FILE; // v7 had no flag for folders
            case '1' -> Type.HARD_LINK;
            case '2' -> Type.SYMLINK;
            case '3' -> Type.CHARACTER_DEVICE;
            case '4' -> Type.BLOCK_DEVICE;
            case '5' -> Type.DIRECTORY;
            case '6' -> Type.FIFO;
            default -> throw new TarFormatException("unhandled tar header type " + (int) flag + " of " + quoted(name));
        };
    }

    /** A name for a message: quoted, of bounded length. */
    static String quoted(String name) {
        return '"' + (name.length() > 200 ? name.substring(0, 200) + "…" : name) + '"';
    }

    /** Stored bytes of the present entry that are left to be read. */
    public long remaining() {
        return left;
    }

    /** Reads some of the present entry's stored data; -1 at its end. */
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int part = in.read(bytes, offset, (int) Math.min(length, left));
        left -= part;
        return part;
    }

    /** Hands on exactly so many of the present entry's stored bytes. */
    void transfer(long length, BlockSource.Sink sink) throws IOException {
        left -= length;
        in.transfer(length, sink);
    }

    /** Reads what follows the archive to the end of the stream, so that whoever counts or digests it sees all. */
    public void drain() throws IOException {
        in.skip(left + padding);
        left = 0;
        padding = 0;
        in.drain();
    }
}
