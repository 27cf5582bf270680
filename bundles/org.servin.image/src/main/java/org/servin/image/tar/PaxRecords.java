package org.servin.image.tar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.linux.fs.RawNames;

/** The records of a pax extended header: key to raw value. */
final class PaxRecords {
    static final String XATTR = "SCHILY.xattr.";
    private static final int NANO_DIGITS = 9;

    private final Map<String, byte[]> values = new HashMap<>();
    private final Map<String, byte[]> xattrs = new LinkedHashMap<>();
    /** GNU's form 0.0 repeats its keys: offset, length, offset, length … */
    private final List<Long> sparseNumbers = new ArrayList<>();

    /** Reads lines of the form "length key=value\n". */
    static PaxRecords parse(byte[] bytes) throws TarFormatException {
        PaxRecords records = new PaxRecords();
        for (int at = 0; at < bytes.length; ) {
            int length = 0;
            int i = at;
            for (; i < bytes.length && bytes[i] != ' '; i++) {
                int digit = bytes[i] - '0';
                if (digit < 0 || digit > 9 || length > bytes.length) {
                    throw invalid();
                }
                length = length * 10 + digit;
            }
            int end = at + length;
            if (length == 0 || end > bytes.length || end <= i + 1 || bytes[end - 1] != '\n') {
                throw invalid();
            }
            records.add(bytes, i + 1, end - 1);
            at = end;
        }
        return records;
    }

    private void add(byte[] bytes, int from, int end) throws TarFormatException {
        int equals = from;
        while (equals < end && bytes[equals] != '=') {
            equals++;
        }
        if (equals == end || equals == from) {
            throw invalid();
        }
        String key = RawNames.decode(bytes, from, equals - from);
        byte[] value = Arrays.copyOfRange(bytes, equals + 1, end);
        if (key.startsWith(XATTR)) {
            xattrs.put(key.substring(XATTR.length()), value);
        } else if (key.equals("GNU.sparse.offset") || key.equals("GNU.sparse.numbytes")) {
            sparseNumbers.add(decimal(value, key));
        } else if (value.length > 0) { // an empty value takes an earlier one back
            values.put(key, value);
        }
    }

    Map<String, byte[]> xattrs() {
        return xattrs;
    }

    List<Long> sparseNumbers() {
        return sparseNumbers;
    }

    Optional<String> text(String key) throws TarFormatException {
        byte[] value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        String text = RawNames.decode(value);
        if (text.indexOf('\0') >= 0) {
            throw new TarFormatException("archive/tar: invalid tar header: a zero byte in " + key);
        }
        return Optional.of(text);
    }

    long number(String key, long otherwise) throws TarFormatException {
        byte[] value = values.get(key);
        return value == null ? otherwise : decimal(value, key);
    }

    private static long decimal(byte[] value, String key) throws TarFormatException {
        try {
            return Long.parseLong(new String(value, StandardCharsets.ISO_8859_1));
        } catch (NumberFormatException e) {
            throw new TarFormatException("archive/tar: invalid tar header: " + key + " is no number");
        }
    }

    /** A time "seconds.fraction", perhaps negative, as {seconds, nanoseconds}. */
    Optional<long[]> time(String key) throws TarFormatException {
        byte[] value = values.get(key);
        if (value == null) {
            return Optional.empty();
        }
        String text = new String(value, StandardCharsets.ISO_8859_1);
        int dot = text.indexOf('.');
        long seconds = decimal((dot < 0 ? text : text.substring(0, dot)).getBytes(StandardCharsets.ISO_8859_1), key);
        String digits = dot < 0 ? "" : text.substring(dot + 1);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new TarFormatException("archive/tar: invalid tar header: " + key + " is no number");
        }
        long nanos = Long.parseLong((digits + "000000000").substring(0, NANO_DIGITS));
        if (text.startsWith("-") && nanos > 0) {
            return Optional.of(new long[] {seconds - 1, 1_000_000_000L - nanos});
        }
        return Optional.of(new long[] {seconds, nanos});
    }

    private static TarFormatException invalid() {
        return new TarFormatException("archive/tar: invalid tar header: malformed extended header");
    }
}
