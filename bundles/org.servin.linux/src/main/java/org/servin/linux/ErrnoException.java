package org.servin.linux;

/** A system call failed: which, on what, and why. Converted to {@code ServinException} where a driver or the engine knows what it means. */
public final class ErrnoException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int errno;

    /**
     * A failure.
     *
     * @param call the system call's name
     * @param subject path, descriptor or data it was about; empty for none
     * @param errno the error number
     */
    public ErrnoException(String call, String subject, int errno) {
        super((subject.isEmpty() ? call : call + " " + subject) + ": " + Errno.text(errno));
        this.errno = errno;
    }

    /** The error number, see {@link Errno}. */
    public int errno() {
        return errno;
    }

    /** Whether it failed for this reason. */
    public boolean is(int wanted) {
        return errno == wanted;
    }
}
