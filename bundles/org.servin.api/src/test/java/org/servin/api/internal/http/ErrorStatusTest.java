package org.servin.api.internal.http;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.servin.spi.ErrorKind;

class ErrorStatusTest {
    @ParameterizedTest
    @EnumSource(ErrorKind.class)
    void everyKindHasAStatus(ErrorKind kind) {
        assertTrue(Set.of(304, 400, 401, 403, 404, 409, 500, 501, 503).contains(ErrorStatus.of(kind)));
    }
}
