package org.servin.auth.jwt.internal;

import java.io.IOException;

/** Reads keys. */
interface KeyReader {
    /** IOException, of which the message says why, for what are no keys. */
    KeyRing read(byte[] content) throws IOException;
}
