package org.servin.runtime.internal.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class RunFilesTest {
    @TempDir
    Path folder;

    @Test
    void whatWasStartedIsKnown() {
        RunFiles files = new RunFiles(folder);
        assertEquals(Optional.empty(), files.started());
        files.writeStarted(42);
        assertEquals(Optional.of(42L), files.started());
    }

    /** A container may be removed, folder and all, while a process is on its way into it. */
    @Test
    void aFolderThatIsGoneIsAFailureOfTheStart() {
        RunFiles files = new RunFiles(folder.resolve("gone"));
        ServinException failure = assertThrows(ServinException.class, () -> files.writeStarted(42));
        assertEquals(ErrorKind.INTERNAL, failure.kind());
        assertEquals("OCI runtime exec failed: exec failed: unable to start container process: the container has stopped: unknown", LaunchFailure.exec(failure).getMessage());
    }
}
