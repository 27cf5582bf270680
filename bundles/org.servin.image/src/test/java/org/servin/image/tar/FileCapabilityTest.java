package org.servin.image.tar;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class FileCapabilityTest {
    private static final byte[] REVISION_2 = {1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    private static final byte[] REVISION_3 = {1, 0, 0, 3, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xa0, (byte) 0x86, 1, 0};

    @Test
    void rootOfTheNamespaceIsNamedOnTheHostOnly() {
        assertArrayEquals(REVISION_3, FileCapability.outside(REVISION_2, 100000));
        assertArrayEquals(REVISION_2, FileCapability.inside(REVISION_3));
    }

    @Test
    void everythingElseStays() {
        assertSame(REVISION_2, FileCapability.outside(REVISION_2, 0));
        assertSame(REVISION_2, FileCapability.inside(REVISION_2));
        assertSame(REVISION_3, FileCapability.outside(REVISION_3, 100000));
        for (byte[] odd : new byte[][] {{}, {3}, new byte[24], new byte[20]}) {
            assertSame(odd, FileCapability.outside(odd, 100000));
            assertSame(odd, FileCapability.inside(odd));
        }
    }
}
