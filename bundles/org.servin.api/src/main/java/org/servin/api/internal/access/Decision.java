package org.servin.api.internal.access;

import org.servin.spi.auth.Verdict;

/**
 * What one authorization driver said.
 *
 * @param driver its name; empty if there was none to ask
 * @param verdict what it said
 */
record Decision(String driver, Verdict verdict) {
    /** Where nobody decides, everybody may do everything. */
    static final Decision NOBODY = new Decision("", Verdict.allow(""));

    /** Why it is refused, for people. */
    String refusal(String action) {
        return verdict.reason().isEmpty() ? "authorization denied by " + driver + ": " + action + " is not allowed" : verdict.reason();
    }
}
