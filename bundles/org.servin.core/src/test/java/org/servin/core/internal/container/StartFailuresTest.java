package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class StartFailuresTest {
    @Test
    void codesAreDockerds() {
        assertEquals(127, StartFailures.exitCode("exec: \"nosuch\": executable file not found in $PATH", "nosuch"));
        assertEquals(127, StartFailures.exitCode("OCI runtime create failed: open /proc/sys/net/nosuch: no such file or directory: unknown", "true"));
        assertEquals(126, StartFailures.exitCode("exec: \"/etc\": permission denied", "/etc"));
        assertEquals(128, StartFailures.exitCode("error while mounting volume '/v/_data': failed to mount local volume: mount /sh:/v/_data: no such file or directory", "sh"));
        assertEquals(128, StartFailures.exitCode("error while mounting volume '/v/_data': failed to mount local volume: mount /f:/v/_data: not a directory", "sh"));
        assertEquals(128, StartFailures.exitCode("the store cannot be opened: no such file or directory", "true"));
    }

    @Test
    void onlyWhatTheCommandIsToBlameForIsTheClientsFault() {
        ServinException failure = ServinException.internal("x", null);
        assertEquals(ErrorKind.INVALID_ARGUMENT, StartFailures.translate(failure, 127).kind());
        assertEquals(ErrorKind.INTERNAL, StartFailures.translate(failure, 128).kind());
    }
}
