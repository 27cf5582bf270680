package org.servin.itests.harness;

import java.util.ArrayList;
import java.util.List;

/** A network namespace in which programs of a test run: an engine's, or the test's own. */
public interface Place {
    /** The test's own. */
    Place HERE = ArrayList::new;

    /** The command line that starts a program there; the list is the caller's. */
    List<String> line(List<String> args);
}
