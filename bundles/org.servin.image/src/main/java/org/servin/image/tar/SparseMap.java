package org.servin.image.tar;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.servin.image.tar.TarEntry.Segment;

/** The four ways in which GNU tar has written down where a sparse file's data goes. */
final class SparseMap {
    private static final int MAX_ENTRIES = 1 << 20;
    private static final int MAX_DIGITS = 20;

    private final List<Segment> segments = new ArrayList<>();

    private SparseMap() { }

    /** The oldest form: in the header, and in blocks that follow it. */
    static SparseMap ofHeader(TarHeader header, BlockSource in) throws IOException {
        SparseMap map = new SparseMap();
        map.addPairs(header, 386, 4);
        boolean more = header.flagAt(482);
        while (more) {
            byte[] block = new byte[BlockSource.BLOCK];
            if (!in.readFully(block, block.length)) {
                throw new TarFormatException("unexpected end of the archive in a sparse file's map");
            }
            TarHeader extension = new TarHeader(block);
            map.addPairs(extension, 0, 21);
            more = extension.flagAt(504);
        }
        return map;
    }

    private void addPairs(TarHeader block, int at, int count) throws TarFormatException {
        for (int i = 0; i < count && block.flagAt(at + i * 24); i++) {
            add(block.number(at + i * 24, 12, "sparse map"), block.number(at + i * 24 + 12, 12, "sparse map"));
        }
    }

    /** The forms 0.0 and 0.1: in the extended header. Null if it has none. */
    static SparseMap ofRecords(PaxRecords pax) throws TarFormatException {
        var text = pax.text("GNU.sparse.map");
        if (text.isEmpty() && pax.sparseNumbers().isEmpty()) {
            return null;
        }
        List<Long> numbers = pax.sparseNumbers();
        if (text.isPresent()) {
            numbers = new ArrayList<>();
            for (String number : text.get().split(",")) {
                numbers.add(parse(number));
            }
        }
        return ofNumbers(numbers);
    }

    private static SparseMap ofNumbers(List<Long> numbers) throws TarFormatException {
        if (numbers.size() % 2 != 0) {
            throw invalid();
        }
        SparseMap map = new SparseMap();
        for (int i = 0; i < numbers.size(); i += 2) {
            map.add(numbers.get(i), numbers.get(i + 1));
        }
        return map;
    }

    /** The form 1.0: decimal lines in the first blocks of the data. {@code consumed[0]} becomes the bytes these took. */
    static SparseMap ofData(BlockSource in, long stored, long[] consumed) throws IOException {
        List<Long> numbers = new ArrayList<>();
        long wanted = 1;
        byte[] block = new byte[BlockSource.BLOCK];
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (numbers.size() < wanted) {
            if (consumed[0] + block.length > stored || !in.readFully(block, block.length)) {
                throw invalid();
            }
            consumed[0] += block.length;
            for (int i = 0; i < block.length && numbers.size() < wanted; i++) {
                if (block[i] != '\n') {
                    line.write(block[i]);
                    if (line.size() > MAX_DIGITS) {
                        throw invalid();
                    }
                    continue;
                }
                numbers.add(parse(line.toString(StandardCharsets.ISO_8859_1)));
                line.reset();
                if (numbers.size() == 1) {
                    wanted = 1 + 2 * checkedCount(numbers.get(0));
                }
            }
        }
        return ofNumbers(numbers.subList(1, numbers.size()));
    }

    private static long checkedCount(long count) throws TarFormatException {
        if (count < 0 || count > MAX_ENTRIES) {
            throw invalid();
        }
        return count;
    }

    private static long parse(String number) throws TarFormatException {
        try {
            return Long.parseLong(number);
        } catch (NumberFormatException e) {
            throw invalid();
        }
    }

    private void add(long offset, long length) throws TarFormatException {
        if (segments.size() == MAX_ENTRIES) {
            throw invalid();
        }
        segments.add(new Segment(offset, length));
    }

    /** The segments, if they are in order and take just the stored bytes. */
    List<Segment> checked(long realSize, long stored) throws TarFormatException {
        long position = 0;
        long sum = 0;
        for (Segment segment : segments) {
            if (segment.offset() < position || segment.length() < 0 || segment.offset() > realSize - segment.length()) {
                throw invalid();
            }
            position = segment.offset() + segment.length();
            sum += segment.length();
        }
        if (sum != stored) {
            throw invalid();
        }
        return List.copyOf(segments);
    }

    private static TarFormatException invalid() {
        return new TarFormatException("archive/tar: invalid tar header: malformed map of a sparse file");
    }
}
