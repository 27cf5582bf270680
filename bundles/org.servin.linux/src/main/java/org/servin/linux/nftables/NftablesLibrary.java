package org.servin.linux.nftables;

import com.sun.jna.Native;
import com.sun.jna.Pointer;

/** The C interface, libnftables(3). Loading this class loads the library. */
final class NftablesLibrary {
    static final String NAME = "libnftables.so.1";
    static final int OUTPUT_JSON = 1 << 4;
    /** NUMERIC_PROTO, NUMERIC_PRIO, NUMERIC_SYMBOL and NUMERIC_TIME. */
    static final int OUTPUT_NUMERIC = 1 << 7 | 1 << 8 | 1 << 9 | 1 << 10;

    static {
        Native.register(NftablesLibrary.class, NAME);
    }

    private NftablesLibrary() { }

    static native Pointer nft_ctx_new(int flags);

    static native void nft_ctx_free(Pointer context);

    static native int nft_ctx_buffer_output(Pointer context);

    static native int nft_ctx_buffer_error(Pointer context);

    static native Pointer nft_ctx_get_output_buffer(Pointer context);

    static native Pointer nft_ctx_get_error_buffer(Pointer context);

    static native void nft_ctx_output_set_flags(Pointer context, int flags);

    static native int nft_run_cmd_from_buffer(Pointer context, String commands);
}
