package org.servin.log.local;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/**
 * A place in a log.
 *
 * @param file a file's number
 * @param index which of its records, counted from 0
 */
record Place(long file, long index) implements Comparable<Place> {
    /** Before everything. */
    static final Place FIRST = new Place(0, 0);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18}):(\\d{1,18})");

    /** Reads what {@link #toString} wrote. */
    static Place of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw ServinException.invalid("log driver local: not a position: " + text);
        }
        return new Place(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    @Override
    public int compareTo(Place other) {
        return file != other.file ? Long.compare(file, other.file) : Long.compare(index, other.index);
    }

    @Override
    public String toString() {
        return file + ":" + index;
    }
}
