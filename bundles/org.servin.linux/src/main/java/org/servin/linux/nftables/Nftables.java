package org.servin.linux.nftables;

import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;

/**
 * The firewall of the network namespace in which this was first used. The library is loaded by the first call, so that an engine that publishes no port
 * does not need it. Thread-safe: the library is not, so calls take turns.
 */
public final class Nftables implements AutoCloseable {
    private Pointer context;
    private boolean closed;

    /** Opens the library in the calling thread's namespace now, so that later calls from elsewhere work on that one. */
    public synchronized Nftables open() {
        context();
        return this;
    }

    /** Carries out commands, in the syntax of nft(8), all or none. */
    public synchronized void run(String commands) {
        execute(commands, NftablesLibrary.OUTPUT_NUMERIC);
    }

    /** Carries out a listing and gives its JSON, see libnftables-json(5). */
    public synchronized String list(String command) {
        return execute(command, NftablesLibrary.OUTPUT_NUMERIC | NftablesLibrary.OUTPUT_JSON);
    }

    private String execute(String commands, int flags) {
        Pointer ctx = context();
        NftablesLibrary.nft_ctx_output_set_flags(ctx, flags);
        int result = NftablesLibrary.nft_run_cmd_from_buffer(ctx, commands);
        String output = text(NftablesLibrary.nft_ctx_get_output_buffer(ctx));
        String error = text(NftablesLibrary.nft_ctx_get_error_buffer(ctx));
        if (result != 0) {
            throw new NftablesException("nftables refused: " + error.strip());
        }
        return output;
    }

    private Pointer context() {
        if (closed) {
            throw new IllegalStateException("nftables is closed");
        }
        if (context == null) {
            try {
                context = NftablesLibrary.nft_ctx_new(0);
            } catch (LinkageError e) {
                throw new NftablesException("cannot load " + NftablesLibrary.NAME + " (Debian package libnftables1): " + e.getMessage(), e);
            }
            if (context == null) {
                throw new NftablesException("libnftables has no context to give");
            }
            NftablesLibrary.nft_ctx_buffer_output(context);
            NftablesLibrary.nft_ctx_buffer_error(context);
        }
        return context;
    }

    private static String text(Pointer buffer) {
        return buffer == null ? "" : buffer.getString(0, StandardCharsets.UTF_8.name());
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (context != null) {
            NftablesLibrary.nft_ctx_free(context);
            context = null;
        }
    }
}
