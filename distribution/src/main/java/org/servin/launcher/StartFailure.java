package org.servin.launcher;

import java.util.List;

/** The engine cannot start: each problem is one line for the person who started it. */
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient List<String> problems;

    StartFailure(List<String> problems) {
        super(String.join("; ", problems));
        this.problems = List.copyOf(problems);
    }

    StartFailure(String problem, Throwable cause) {
        super(problem, cause);
        this.problems = List.of(problem);
    }

    List<String> problems() {
        return problems;
    }
}
