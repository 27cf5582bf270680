package org.servin.log.jsonfile;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A compressed file of a log as dockerd has it: in gzip's extra field is the time of its last record, as {@code {"lastTime":"2006-01-02T15:04:05.123Z"}}, by which a file is passed
 * over that ends before what is asked for.
 */
final class GzipFile {
    private static final byte[] HEAD = {0x1F, (byte) 0x8B, Deflater.DEFLATED, 0, 0, 0, 0, 0, 0, (byte) 0xFF};
    private static final int FLAGS = 3;
    private static final int EXTRA = 4;
    private static final int BUFFER = 64 * 1024;
    private static final Set<StandardOpenOption> FRESH = Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    private static final FileAttribute<?> MODE = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"));
    private static final Pattern LAST_TIME = Pattern.compile("\"lastTime\":\"([^\"]+)\"");

    private GzipFile() { }

    /** Writes one. */
    static void write(Path plain, Path compressed) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        CRC32 sum = new CRC32();
        try (CheckedInputStream in = new CheckedInputStream(Files.newInputStream(plain), sum);
                FileChannel file = FileChannel.open(compressed, FRESH, MODE);
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file))) {
            writeHead(out, Place.lastNanos(plain));
            DeflaterOutputStream packed = new DeflaterOutputStream(out, deflater, BUFFER);
            long length = in.transferTo(packed);
            packed.finish();
            writeInt(out, sum.getValue());
            writeInt(out, length);
        } finally {
            deflater.end();
        }
    }

    private static void writeHead(OutputStream out, OptionalLong lastNanos) throws IOException {
        byte[] head = HEAD.clone();
        head[FLAGS] = (byte) (lastNanos.isPresent() ? EXTRA : 0);
        out.write(head);
        if (lastNanos.isPresent()) {
            byte[] extra = ("{\"lastTime\":\"" + TimeText.of(lastNanos.getAsLong()) + "Z\"}").getBytes(StandardCharsets.US_ASCII);
            out.write(extra.length & 0xFF);
            out.write(extra.length >> 8);
            out.write(extra);
        }
    }

    private static void writeInt(OutputStream out, long value) throws IOException {
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
            out.write((int) (value >> shift));
        }
    }

    /** The time of its last record; empty if it does not say. */
    static OptionalLong lastNanos(Path compressed) throws IOException {
        try (InputStream file = Files.newInputStream(compressed); DataInputStream in = new DataInputStream(file)) {
            byte[] head = in.readNBytes(HEAD.length);
            if (head.length < HEAD.length || (head[FLAGS] & EXTRA) == 0) {
                return OptionalLong.empty();
            }
            int length = Math.max(0, in.read()) | Math.max(0, in.read()) << 8;
            Matcher extra = LAST_TIME.matcher(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            return extra.find() ? OptionalLong.of(JsonRecords.nanos(extra.group(1))) : OptionalLong.empty();
        } catch (DateTimeException notATime) {
            return OptionalLong.empty();
        }
    }
}
