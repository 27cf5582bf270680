package org.servin.linux.crypto;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.function.LongConsumer;
import java.util.function.LongToIntFunction;

/** A context of the library's, freed when nothing refers to this any more: users of digests and ciphers do not close them. */
final class CryptoContext {
    private static final Cleaner CLEANER = Cleaner.create();
    private final long address;

    /** Takes over what {@code address} points to. */
    CryptoContext(long address, LongConsumer free) {
        if (address == 0) {
            throw new OutOfMemoryError("libcrypto has no context to give");
        }
        this.address = address;
        CLEANER.register(this, () -> free.accept(address));
    }

    /** Calls, and fails if the call does: for those that fail only if they are used wrongly. */
    void call(LongToIntFunction function) {
        if (!succeeds(function)) {
            throw new IllegalStateException("libcrypto failed");
        }
    }

    /** Calls, and tells whether that was answered with 1. The context stays alive meanwhile. */
    boolean succeeds(LongToIntFunction function) {
        try {
            return function.applyAsInt(address) == 1;
        } finally {
            Reference.reachabilityFence(this);
        }
    }
}
