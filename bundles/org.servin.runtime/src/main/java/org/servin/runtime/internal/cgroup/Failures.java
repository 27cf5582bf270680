package org.servin.runtime.internal.cgroup;

import java.util.function.Supplier;
import org.servin.linux.ErrnoException;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Says what the kernel's refusals mean for a container. */
final class Failures {
    private Failures() { }

    static ServinException of(String what, ErrnoException e) {
        return new ServinException(ErrorKind.INTERNAL, what + ": " + e.getMessage(), e);
    }

    static void translate(String what, Runnable action) {
        translate(what, () -> {
            action.run();
            return null;
        });
    }

    static <T> T translate(String what, Supplier<T> action) {
        try {
            return action.get();
        } catch (ErrnoException e) {
            throw of(what, e);
        }
    }

    /** Cleans up; what fails there is noted on the failure that is under way. */
    static void alsoTry(ServinException failure, Runnable cleaning) {
        try {
            cleaning.run();
        } catch (ServinException e) {
            failure.addSuppressed(e);
        }
    }
}
