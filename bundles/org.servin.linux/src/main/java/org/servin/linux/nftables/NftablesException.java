package org.servin.linux.nftables;

/** Commands that nftables refused; nothing of them was done. */
public final class NftablesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NftablesException(String message) {
        super(message);
    }

    NftablesException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Whether a table, set, chain or element that the commands name is not there. */
    public boolean isAbsent() {
        return getMessage().contains("No such file or directory");
    }
}
