package org.servin.core.internal.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;

/** The first bytes that a health check writes, of both its streams as they come; what was cut off is told by three dots, as dockerd does. */
final class ProbeOutput {
    private static final int MOST = 4096;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean cut;

    synchronized void add(byte[] bytes, int offset, int length) {
        int fits = Math.min(length, MOST - kept.size());
        kept.write(bytes, offset, fits);
        cut |= fits < length;
    }

    synchronized String text() {
        return kept.toString(UTF_8) + (cut ? "..." : "");
    }
}
