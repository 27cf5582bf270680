package org.servin.image.tar;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.image.tar.TarEntry.Segment;
import org.servin.image.tar.TarEntry.Type;

/** Makes archives for tests, hostile ones too. */
final class TarBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final TarWriter writer = new TarWriter(bytes);

    static TarBytes tar() {
        return new TarBytes();
    }

    TarBytes file(String name, String content) {
        return put(name, Type.FILE, 0644, content, "", Map.of());
    }

    TarBytes file(String name, String content, int mode, Map<String, byte[]> xattrs) {
        return put(name, Type.FILE, mode, content, "", xattrs);
    }

    TarBytes folder(String name, int mode) {
        return put(name, Type.DIRECTORY, mode, "", "", Map.of());
    }

    TarBytes symlink(String name, String target) {
        return put(name, Type.SYMLINK, 0777, "", target, Map.of());
    }

    TarBytes hardLink(String name, String target) {
        return put(name, Type.HARD_LINK, 0644, "", target, Map.of());
    }

    TarBytes device(String name, Type type, int major, int minor, int mode) {
        return put(new TarEntry(name, type, mode, 0, 0, 0, 1000, 0, "", major, minor, Map.of(), List.of(new Segment(0, 0))), "");
    }

    private TarBytes put(String name, Type type, int mode, String content, String link, Map<String, byte[]> xattrs) {
        long size = content.getBytes(StandardCharsets.UTF_8).length;
        return put(new TarEntry(name, type, mode, 0, 0, size, 1000, 0, link, 0, 0, new LinkedHashMap<>(xattrs), List.of(new Segment(0, size))), content);
    }

    TarBytes put(TarEntry entry, String content) {
        try {
            writer.put(entry);
            byte[] data = content.getBytes(StandardCharsets.UTF_8);
            writer.write(data, 0, data.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    byte[] bytes() {
        try {
            writer.finish();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    InputStream stream() {
        return new ByteArrayInputStream(bytes());
    }

    /** Changes a header's field and puts its checksum right. */
    static byte[] patched(byte[] tar, int at, byte[] field) {
        byte[] copy = tar.clone();
        System.arraycopy(field, 0, copy, at, field.length);
        int header = at / 512 * 512;
        java.util.Arrays.fill(copy, header + 148, header + 156, (byte) ' ');
        int sum = 0;
        for (int i = header; i < header + 512; i++) {
            sum += Byte.toUnsignedInt(copy[i]);
        }
        System.arraycopy(String.format("%06o\0", sum).getBytes(StandardCharsets.US_ASCII), 0, copy, header + 148, 7);
        return copy;
    }
}
