package org.servin.core.internal.container;

import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/** What dockerd makes of a failed start: it looks for the kernel's texts in the runtime's message. */
public final class StartFailures {
    /** The command is not there. */
    public static final int NOT_FOUND = 127;
    /** The command cannot be executed. */
    public static final int NOT_EXECUTABLE = 126;
    /** Anything else. */
    public static final int OTHER = 128;

    private StartFailures() { }

    /** The exit code that is shown for a failure; {@code command} is the path as it was asked for. */
    public static int exitCode(String message, String command) {
        if (message.startsWith("error while mounting volume")) { // whatever the kernel says of a device, it is not the command's fault
            return OTHER;
        }
        boolean absent = message.contains("executable file not found") || message.contains("no such file or directory");
        // of what the runtime says, also what is missing but is not the command, such as a kernel parameter
        boolean culprit = message.contains(command) || message.contains("OCI runtime") || message.startsWith(LogOptions.FAILED);
        if (absent && culprit || message.contains("not a directory")) {
            return NOT_FOUND;
        }
        return message.contains("permission denied") ? NOT_EXECUTABLE : OTHER;
    }

    /** The failure for the client: what its command is to blame for is not the engine's fault. */
    public static ServinException translate(ServinException failure, int exitCode) {
        return failure.kind() == ErrorKind.INTERNAL && exitCode != OTHER ? new ServinException(ErrorKind.INVALID_ARGUMENT, failure.getMessage(), failure) : failure;
    }
}
