package org.servin.auth.jwt.internal;

/** The keys that tokens are checked with now. Thread-safe. */
interface Keys extends AutoCloseable {
    /** The same object as long as nothing has changed. UNAVAILABLE if there are none to be had now. */
    KeyRing current();

    /** Keys that may be newer than these, which did not do; the same if it is too early to look again. UNAVAILABLE if it cannot be said whether there are newer ones. */
    KeyRing after(KeyRing known);

    @Override
    void close();
}
