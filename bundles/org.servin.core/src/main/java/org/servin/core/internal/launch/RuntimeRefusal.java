package org.servin.core.internal.launch;

import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** What dockerd leaves to its runtime to refuse, in the words and with the status that the refusal then has: clients know no other. */
final class RuntimeRefusal {
    private RuntimeRefusal() { }

    /** The runtime does not take the container's configuration. */
    static ServinException of(String why) {
        return new ServinException(ErrorKind.INTERNAL, "failed to create shim task: OCI runtime create failed: runc create failed: " + why + ": unknown");
    }

    /** The runtime does not take a further process's configuration. */
    static ServinException ofExec(String why) {
        return new ServinException(ErrorKind.INTERNAL, "OCI runtime exec failed: exec failed: " + why + ": unknown");
    }

    /** The runtime takes it, but cannot prepare the process. */
    static ServinException ofStart(String why) {
        return of("unable to start container process: " + why);
    }
}
