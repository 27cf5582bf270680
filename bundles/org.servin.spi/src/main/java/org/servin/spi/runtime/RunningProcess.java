package org.servin.spi.runtime;

import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * A process inside a container: its first one, or one that was put in later. Thread-safe. Its output waits in pipes held by a monitor
 * process, and its exit in a record: neither is lost while nobody is there to take it.
 */
@ConsumerType
public interface RunningProcess {
    /** The process as the host numbers it. */
    int pid();

    /** When it was started, nanoseconds since 1970-01-01T00:00Z. */
    long startedEpochNanos();

    /**
     * Gives a descriptor of a stream, non-blocking and close-on-exec, that is the caller's from then on: the caller closes it, and it goes on when the driver is
     * replaced. Empty where there is none. Output descriptors are pipes also with a terminal, so that they can be spliced; they see the end of the file when all
     * writers are gone.
     */
    OptionalInt stream(Stream which);

    /**
     * Closes standard input for good, as far as it is not the caller's: the process reads the end of the file once what is in the pipe was read and the caller's
     * descriptor is closed, too. No effect with a terminal.
     */
    void closeStdin();

    /** Sets the terminal's size. CONFLICT without a terminal. */
    void resize(int rows, int columns);

    /** Sends a signal; CONFLICT if the process has ended. */
    void signal(int number);

    /**
     * Ends it at once, with what is known to have been started by it: all that is in a container, see also {@link Task#execApart}. Also when it has ended itself, until
     * {@link #release}. Returns when none of that runs; no effect if none does. TIMEOUT if it takes too long.
     */
    default void kill() {
        try {
            signal(9);
        } catch (ServinException ended) {
            if (ended.kind() != ErrorKind.CONFLICT) {
                throw ended;
            }
        }
    }

    /** Completes when the process has ended and its exit is on record; also for one that ended while the engine was away. */
    CompletionStage<Exit> exit();

    /** Lets go of the process and removes its files in the run folder. Only after its exit, except for a process that is left to itself. */
    void release();
}
