package org.servin.core.internal.launch;

import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/** Lists of numbers as cpuset(7) has them: {@code 0-3,8}. */
final class NumberList {
    private static final int HIGHEST = 8192;

    private NumberList() { }

    /** Why a text is no such list; empty if it is one. */
    static Optional<String> problem(String text) {
        for (String part : text.split(",", -1)) {
            String[] ends = part.split("-", -1);
            if (ends.length > 2 || !IntStream.range(0, ends.length).allMatch(i -> ends[i].matches("\\d+"))) {
                return Optional.of("invalid format: " + text);
            }
            if (IntStream.range(0, ends.length).anyMatch(i -> ends[i].length() > 9 || Integer.parseInt(ends[i]) > HIGHEST)) {
                return Optional.of("value of out range, maximum is " + HIGHEST);
            }
            if (ends.length == 2 && Integer.parseInt(ends[0]) > Integer.parseInt(ends[1])) {
                return Optional.of("invalid format: " + text);
            }
        }
        return Optional.empty();
    }

    /** The numbers of a list without problems. */
    static BitSet parse(String text) {
        BitSet result = new BitSet();
        for (String part : text.split(",")) {
            String[] ends = part.split("-");
            result.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return result;
    }

    /** Whether one has all numbers of the other. */
    static boolean contains(BitSet all, BitSet some) {
        BitSet rest = (BitSet) some.clone();
        rest.andNot(all);
        return rest.isEmpty();
    }
}
