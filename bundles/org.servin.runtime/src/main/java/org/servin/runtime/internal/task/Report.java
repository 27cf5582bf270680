package org.servin.runtime.internal.task;

/**
 * What servin-init tells the engine while a process is being made.
 *
 * @param kind what it is
 * @param first the child's number with {@code PID}, the program's with {@code ERROR}
 * @param second the operation's number in the program with {@code ERROR}
 * @param errno with {@code ERROR}
 */
record Report(Kind kind, int first, int second, int errno) {
    /** In the order of the enumeration in init.h; {@code EXECUTED} is the end of the reports. */
    enum Kind { EXECUTED, PID, READY, CONSOLE, ERROR }
}
