package org.servin.spi;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Which users and groups of the host those of a user namespace are (user_namespaces(7)). Empty maps stand for the host's own namespace, in which
 * every number means itself. Numbers are unsigned. Immutable.
 *
 * @param users in the order in which the kernel is told them
 * @param groups in the order in which the kernel is told them
 */
public record IdMaps(List<Range> users, List<Range> groups) {
    /** What the kernel shows for whom a namespace does not know ({@code /proc/sys/kernel/overflowuid}, by default). */
    public static final int NOBODY = 65534;

    /** The host's own namespace. */
    public static final IdMaps NONE = new IdMaps(List.of(), List.of());

    /**
     * Numbers that follow each other.
     *
     * @param inside the first one in the namespace
     * @param outside the first one on the host
     * @param count how many
     */
    public record Range(long inside, long outside, long count) {
        /** Parses {@code inside:outside:count}, as {@link #toString} writes it. */
        public static Range parse(String text) {
            String[] fields = text.split(":", -1);
            if (fields.length != 3) {
                throw new IllegalArgumentException("not a range of ids: " + text);
            }
            return new Range(Long.parseLong(fields[0]), Long.parseLong(fields[1]), Long.parseLong(fields[2]));
        }

        @Override
        public String toString() {
            return inside + ":" + outside + ":" + count;
        }
    }

    /** Checks and copies the lists: both are empty, or both map root. */
    public IdMaps {
        users = List.copyOf(users);
        groups = List.copyOf(groups);
        if (users.isEmpty() != groups.isEmpty() || !users.isEmpty() && (find(users, 0, true).isEmpty() || find(groups, 0, true).isEmpty())) {
            throw new IllegalArgumentException("ids of users and groups must be mapped, root among them: " + users + ", " + groups);
        }
    }

    /** From texts that {@link Range#parse} takes. */
    public static IdMaps parse(List<String> users, List<String> groups) {
        return new IdMaps(users.stream().map(Range::parse).toList(), groups.stream().map(Range::parse).toList());
    }

    /** Whether this is the host's own namespace. */
    public boolean isNone() {
        return users.isEmpty();
    }

    /** Whom the host knows the namespace's root as. */
    public Owner root() {
        return new Owner(userOutside(0).orElseThrow(), groupOutside(0).orElseThrow());
    }

    /** A user's number on the host; empty if the namespace has no such user. */
    public OptionalInt userOutside(int inside) {
        return find(users, inside, true);
    }

    /** A group's number on the host; empty if the namespace has no such group. */
    public OptionalInt groupOutside(int inside) {
        return find(groups, inside, true);
    }

    /** What the namespace shows for a user of the host; {@link #NOBODY} for whom it does not know. */
    public int userInside(int outside) {
        return find(users, outside, false).orElse(NOBODY);
    }

    /** What the namespace shows for a group of the host; {@link #NOBODY} for what it does not know. */
    public int groupInside(int outside) {
        return find(groups, outside, false).orElse(NOBODY);
    }

    private static OptionalInt find(List<Range> ranges, int id, boolean isInside) {
        long number = Integer.toUnsignedLong(id);
        if (ranges.isEmpty()) {
            return OptionalInt.of(id);
        }
        for (Range range : ranges) {
            long place = number - (isInside ? range.inside() : range.outside());
            if (place >= 0 && place < range.count()) {
                return OptionalInt.of((int) ((isInside ? range.outside() : range.inside()) + place));
            }
        }
        return OptionalInt.empty();
    }

    /** A map as {@code /proc/PID/uid_map} takes it. */
    public static String text(List<Range> ranges) {
        return ranges.stream().map(r -> r.inside() + " " + r.outside() + " " + r.count() + "\n").collect(Collectors.joining());
    }
}
