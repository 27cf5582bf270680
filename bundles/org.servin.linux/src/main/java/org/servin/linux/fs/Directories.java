package org.servin.linux.fs;

import static org.servin.linux.fs.Natives.check;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Lists folders by descriptor. Thread-safe; but a descriptor has one position, so that two threads must not list the same one. */
public final class Directories {
    private static final int DT_UNKNOWN = 0;
    private static final int DT_DIR = 4;
    private static final int HEADER = 19;

    /**
     * A name in a folder.
     *
     * @param name the name
     * @param ino the file's number
     * @param type its {@code DT_*} type; 0 if the file system does not tell
     */
    public record Entry(String name, long ino, int type) {
        /** Whether it surely is a folder. */
        public boolean isDirectory() {
            return type == DT_DIR;
        }

        /** Whether the file system told what it is. */
        public boolean isTypeKnown() {
            return type != DT_UNKNOWN;
        }

        /** Whether it surely is no folder. */
        public boolean isNoDirectory() {
            return isTypeKnown() && !isDirectory();
        }
    }

    private Directories() { }

    /** All entries but {@code .} and {@code ..}, in the order of the file system. The descriptor must be opened for reading. */
    public static List<Entry> entries(int fd) {
        check(Natives.lseek(fd, 0, 0), "lseek", "folder");
        Scratch scratch = Scratch.get();
        List<Entry> entries = new ArrayList<>();
        while (true) {
            int length = (int) check(Natives.getdents64(fd, scratch.bulkAddress(), Scratch.BULK), "getdents", "");
            if (length == 0) {
                return entries;
            }
            parse(scratch.bulk(), length, entries);
        }
    }

    /** All entries sorted by name. */
    public static List<Entry> sorted(int fd) {
        List<Entry> entries = entries(fd);
        entries.sort(Comparator.comparing(Entry::name));
        return entries;
    }

    private static void parse(ByteBuffer buffer, int length, List<Entry> entries) {
        byte[] name = new byte[256];
        for (int at = 0; at < length; ) {
            int size = Short.toUnsignedInt(buffer.getShort(at + 16));
            int end = 0;
            for (byte b = buffer.get(at + HEADER); b != 0; b = buffer.get(at + HEADER + end)) {
                name[end++] = b;
            }
            if (!(name[0] == '.' && (end == 1 || end == 2 && name[1] == '.'))) {
                entries.add(new Entry(RawNames.decode(name, 0, end), buffer.getLong(at), buffer.get(at + 18)));
            }
            at += size;
        }
    }
}
