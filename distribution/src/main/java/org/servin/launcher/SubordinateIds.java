package org.servin.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads subuid(5) and subgid(5): which ids of the host a user may have as its own.
 *
 * @param file {@code /etc/subuid} or {@code /etc/subgid}
 */
record SubordinateIds(Path file) {
    private static final long ALL = 1L << 32;
    private static final int FIELDS = 3;

    private record Line(String owner, long start, long count) { }

    /**
     * The map of a user namespace for a user: all its ranges one after the other, those that the file has under its number first, as dockerd orders them.
     *
     * @return {@code inside:outside:count}, at least one
     */
    List<String> mapOf(String user, long uid) throws StartFailure {
        List<Line> lines = lines();
        List<Line> own = new ArrayList<>(lines.stream().filter(line -> line.owner().equals(Long.toString(uid))).toList());
        lines.stream().filter(line -> line.owner().equals(user)).forEach(own::add);
        if (own.isEmpty()) {
            throw failure("has no line for user \"" + user + "\" (such as " + user + ":100000:65536)", null);
        }
        List<String> map = new ArrayList<>();
        long inside = 0;
        for (Line line : own) {
            map.add(inside + ":" + line.start() + ":" + line.count());
            inside += line.count();
        }
        if (inside >= ALL) {
            throw failure("has more ids for user \"" + user + "\" than there can be", null);
        }
        return map;
    }

    /** The first number from which on nobody has ids; at least where shadow-utils begins. */
    long free() throws StartFailure {
        long free = 100_000;
        for (Line line : lines()) {
            free = Math.max(free, line.start() + line.count());
        }
        return free;
    }

    private List<Line> lines() throws StartFailure {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String text : text().split("\n")) {
            number++;
            String line = text.strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                lines.add(parse(line, number));
            }
        }
        return lines;
    }

    private String text() throws StartFailure {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw failure("is not there", e);
        } catch (IOException e) {
            throw failure("cannot be read: " + e.getMessage(), e);
        }
    }

    private Line parse(String line, int number) throws StartFailure {
        String[] fields = line.split(":", -1);
        try {
            if (fields.length == FIELDS) {
                Line parsed = new Line(fields[0], Long.parseLong(fields[1]), Long.parseLong(fields[2]));
                if (parsed.start() >= 0 && parsed.count() > 0 && parsed.count() < ALL && parsed.start() < ALL - parsed.count()) {
                    return parsed;
                }
            }
        } catch (NumberFormatException e) {
            throw malformed(line, number, e);
        }
        throw malformed(line, number, null);
    }

    private StartFailure malformed(String line, int number, Exception cause) {
        return failure("is malformed in line " + number + ", \"" + line + "\" is not user:start:count", cause);
    }

    private StartFailure failure(String what, Exception cause) {
        return new StartFailure("userns-remap: " + file + " " + what, cause);
    }
}
