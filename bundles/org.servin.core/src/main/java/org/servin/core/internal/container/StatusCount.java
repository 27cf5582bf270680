package org.servin.core.internal.container;

import java.util.Map;
import org.servin.core.container.Status;

/** Counts containers; for the engine's numbers, without making views of them. */
public interface StatusCount {
    /** How many there are in each state; states without any are left out. */
    Map<Status, Integer> count();
}
