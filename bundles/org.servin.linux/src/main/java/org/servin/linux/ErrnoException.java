package org.servin.linux;

/** A system call failed: which, on what, and why. Converted to {@code ServinException} where a driver or the engine knows what it means. */
public final class ErrnoException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int errno;
    private final String said;

    /**
     * A failure.
     *
     * @param call the system call's name
     * @param subject path, descriptor or data it was about; empty for none
     * @param errno the error number
     */
    public ErrnoException(String call, String subject, int errno) {
        this(call, subject, errno, "");
    }

    /**
     * A failure of which the kernel said more than its number.
     *
     * @param said its words; empty for none
     */
    public ErrnoException(String call, String subject, int errno, String said) {
        super((subject.isEmpty() ? call : call + " " + subject) + ": " + reason(errno, said));
        this.errno = errno;
        this.said = said;
    }

    private static String reason(int errno, String said) {
        return Errno.text(errno) + (said.isEmpty() ? "" : " (" + said + ")");
    }

    /** The error number, see {@link Errno}. */
    public int errno() {
        return errno;
    }

    /** Why it failed, without what: the number in words, and what else the kernel said. */
    public String reason() {
        return reason(errno, said);
    }

    /** Whether it failed for this reason. */
    public boolean is(int wanted) {
        return errno == wanted;
    }
}
