package org.servin.spi.runtime;

/** The engine's ends of a process's standard streams. */
public enum Stream {
    /** Write end of standard input, or the terminal. */
    STDIN,
    /** Read end of standard output, or of what the terminal shows. Always a pipe. */
    STDOUT,
    /** Read end of standard error; none with a terminal. Always a pipe. */
    STDERR
}
