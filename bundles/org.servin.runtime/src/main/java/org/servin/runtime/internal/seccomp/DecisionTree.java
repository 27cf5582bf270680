package org.servin.runtime.internal.seccomp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.servin.runtime.internal.seccomp.SeccompCompiler.Decision;

/** Writes decisions as a binary tree over the system call's number, which is in the accumulator. */
final class DecisionTree {
    /** From a number on, up to the next segment. */
    private record Segment(long from, Decision decision) { }

    private DecisionTree() { }

    static void emit(Code code, TreeMap<Long, Decision> decisions) {
        List<Segment> segments = new ArrayList<>();
        for (Map.Entry<Long, Decision> entry : decisions.entrySet()) {
            if (segments.isEmpty() || !segments.get(segments.size() - 1).decision().equals(entry.getValue())) {
                segments.add(new Segment(entry.getKey(), entry.getValue()));
            }
        }
        emit(code, segments);
    }

    private static void emit(Code code, List<Segment> segments) {
        if (segments.size() == 1) {
            ArgumentChecks.emit(code, segments.get(0).decision());
            return;
        }
        int middle = segments.size() / 2;
        Code.Label below = code.label();
        code.jumpIfBelow((int) segments.get(middle).from(), below);
        emit(code, segments.subList(middle, segments.size()));
        code.place(below);
        emit(code, segments.subList(0, middle));
    }
}
