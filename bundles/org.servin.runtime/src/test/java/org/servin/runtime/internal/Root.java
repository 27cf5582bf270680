package org.servin.runtime.internal;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Tests that make containers need root; without it they are skipped, and counted as such. */
final class Root {
    private Root() { }

    static void isNeeded() {
        assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
    }
}
