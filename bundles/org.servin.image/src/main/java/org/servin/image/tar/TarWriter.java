package org.servin.image.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.servin.image.tar.TarEntry.Type;
import org.servin.linux.fs.RawNames;

/**
 * Writes a tar archive: ustar, with pax headers for what does not fit. Owners are numbers, times are whole seconds, as in dockerd's archives: the same
 * files always give the same bytes, and modes hold the kind of file, too. Used by one thread. The stream is flushed by {@link #finish}, never closed.
 */
public final class TarWriter {
    private static final int BLOCK = BlockSource.BLOCK;
    private static final byte[] ZEROS = new byte[2 * BLOCK];

    private final OutputStream out;
    private final byte[] buffer = new byte[64 * 1024];
    private int used;
    private long left;
    private int padding;

    /** Writes to a stream in large pieces. */
    public TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Starts an entry. Exactly {@code size} bytes of data must follow if it is a file. */
    public void put(TarEntry entry) throws IOException {
        if (left > 0) {
            throw new IllegalStateException(left + " bytes of the entry before are missing");
        }
        emit(ZEROS, 0, padding);
        byte[] name = RawNames.encode(entry.name());
        byte[] link = RawNames.encode(entry.linkName());
        long size = entry.type() == Type.FILE ? entry.size() : 0;
        ByteArrayOutputStream pax = new ByteArrayOutputStream();
        int slash = prefixLength(name);
        if (slash < 0 || !isAscii(name)) {
            record(pax, "path", name);
        }
        if (link.length > 100 || !isAscii(link)) {
            record(pax, "linkpath", link);
        }
        recordUnless(pax, "size", size, 077777777777L);
        recordUnless(pax, "uid", Integer.toUnsignedLong(entry.uid()), 07777777);
        recordUnless(pax, "gid", Integer.toUnsignedLong(entry.gid()), 07777777);
        recordUnless(pax, "mtime", entry.mtimeSeconds(), 077777777777L);
        entry.xattrs().forEach((attribute, value) -> record(pax, PaxRecords.XATTR + attribute, value));
        if (pax.size() > 0) {
            extended(name, pax.toByteArray());
        }
        header(entry, name, Math.max(slash, 0), link, size);
        left = size;
        padding = (int) (-size & BLOCK - 1);
    }

    private void extended(byte[] name, byte[] records) throws IOException {
        byte[] header = new byte[BLOCK];
        byte[] base = Arrays.copyOfRange(name, Math.max(0, lastSlash(name) + 1), name.length);
        text(header, 0, 100, ("PaxHeaders.0/" + new String(base, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", "_"))
                .getBytes(StandardCharsets.US_ASCII));
        octal(header, 100, 8, 0644);
        octal(header, 108, 8, 0);
        octal(header, 116, 8, 0);
        octal(header, 124, 12, records.length);
        octal(header, 136, 12, 0);
        header[156] = 'x';
        seal(header);
        emit(records, 0, records.length);
        emit(ZEROS, 0, -records.length & BLOCK - 1);
    }

    private static int lastSlash(byte[] name) {
        for (int i = name.length - 2; i >= 0; i--) {
            if (name[i] == '/') {
                return i;
            }
        }
        return -1;
    }

    private void header(TarEntry entry, byte[] name, int slash, byte[] link, long size) throws IOException {
        byte[] header = new byte[BLOCK];
        if (slash > 0) {
            text(header, 345, 155, Arrays.copyOf(name, slash));
            text(header, 0, 100, Arrays.copyOfRange(name, slash + 1, name.length));
        } else {
            text(header, 0, 100, name);
        }
        octal(header, 100, 8, entry.type().modeBits() | entry.mode());
        octal(header, 108, 8, Integer.toUnsignedLong(entry.uid()));
        octal(header, 116, 8, Integer.toUnsignedLong(entry.gid()));
        octal(header, 124, 12, size);
        octal(header, 136, 12, entry.mtimeSeconds());
        header[156] = (byte) entry.type().flag();
        text(header, 157, 100, link);
        octal(header, 329, 8, entry.devMajor());
        octal(header, 337, 8, entry.devMinor());
        seal(header);
    }

    private void seal(byte[] header) throws IOException {
        text(header, 257, 8, "ustar\00000".getBytes(StandardCharsets.US_ASCII));
        Arrays.fill(header, 148, 156, (byte) ' ');
        long sum = 0;
        for (byte b : header) {
            sum += Byte.toUnsignedInt(b);
        }
        octal(header, 148, 7, sum);
        emit(header, 0, BLOCK);
    }

    /** 0 if the name fits as it is, else where to split it; -1 if it fits in no way. */
    private static int prefixLength(byte[] name) {
        if (name.length <= 100) {
            return 0;
        }
        for (int i = Math.min(155, name.length - 2); i > 0; i--) {
            if (name[i] == '/') {
                return name.length - i - 1 <= 100 ? i : -1;
            }
        }
        return -1;
    }

    private static boolean isAscii(byte[] text) {
        for (byte b : text) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static void text(byte[] header, int at, int length, byte[] text) {
        System.arraycopy(text, 0, header, at, Math.min(length, text.length));
    }

    /** Numbers that do not fit are in the extended header; the field is 0 then. */
    private static void octal(byte[] header, int at, int length, long value) {
        String digits = Long.toOctalString(value);
        String fitting = digits.length() < length ? digits : "0";
        byte[] text = ("0".repeat(length - 1 - fitting.length()) + fitting).getBytes(StandardCharsets.US_ASCII);
        text(header, at, length - 1, text);
        header[at + length - 1] = 0;
    }

    private static void recordUnless(ByteArrayOutputStream pax, String key, long value, long most) {
        if (value < 0 || value > most) {
            record(pax, key, Long.toString(value).getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** A record's length counts its own digits. */
    private static void record(ByteArrayOutputStream pax, String key, byte[] value) {
        byte[] name = RawNames.encode(key);
        int rest = name.length + value.length + 3;
        int length = rest + Integer.toString(rest).length();
        if (rest + Integer.toString(length).length() != length) {
            length++;
        }
        pax.writeBytes((length + " ").getBytes(StandardCharsets.US_ASCII));
        pax.writeBytes(name);
        pax.write('=');
        pax.writeBytes(value);
        pax.write('\n');
    }

    /** Writes some of the entry's data. */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > left) {
            throw new IllegalStateException(length - left + " bytes more than the entry has");
        }
        left -= length;
        emit(bytes, offset, length);
    }

    /** Fills the rest of the entry's data with zeros: the file shrank while it was read. */
    void fillUp() throws IOException {
        while (left > 0) {
            write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
        }
    }

    private void emit(byte[] bytes, int offset, int length) throws IOException {
        if (length > buffer.length - used) {
            out.write(buffer, 0, used);
            used = 0;
            if (length >= buffer.length) {
                out.write(bytes, offset, length);
                return;
            }
        }
        System.arraycopy(bytes, offset, buffer, used, length);
        used += length;
    }

    /** Ends the archive and flushes the stream. */
    public void finish() throws IOException {
        if (left > 0) {
            throw new IllegalStateException(left + " bytes of the last entry are missing");
        }
        emit(ZEROS, 0, padding);
        padding = 0;
        emit(ZEROS, 0, 2 * BLOCK);
        out.write(buffer, 0, used);
        used = 0;
        out.flush();
    }
}
