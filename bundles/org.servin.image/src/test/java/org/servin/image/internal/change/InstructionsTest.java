package org.servin.image.internal.change;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.image.ImageSettings;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class InstructionsTest {
    private static ImageSettings apply(String... lines) {
        return Instructions.apply(ImageSettings.none(), List.of(lines));
    }

    @Test
    void setsCommands() {
        assertEquals(List.of("/bin/sh", "-c", "echo hi"), apply("CMD echo hi").cmd());
        assertEquals(List.of("echo", "hi"), apply("cmd [\"echo\", \"hi\"]").cmd());
        assertEquals(List.of("/bin/sh", "-c", "[echo, hi]"), apply("CMD [echo, hi]").cmd());
        ImageSettings before = apply("CMD a");
        assertNull(Instructions.apply(before, List.of("ENTRYPOINT [\"b\"]")).cmd());
        assertEquals(List.of("c"), Instructions.apply(before, List.of("CMD [\"c\"]", "ENTRYPOINT [\"b\"]")).cmd());
    }

    @Test
    void setsVariables() {
        assertEquals(List.of("A=1", "B=x y", "C=1-2", "D=$A"), apply("ENV A=1 B=\"x y\"", "ENV C $A-${NO:-2}", "ENV D='$A'").env());
        assertEquals(List.of("A=2"), apply("ENV A=1", "ENV A=2").env());
        assertEquals(Map.of("k", "v w", "l", "1"), apply("LABEL k=\"v w\" l=1").labels());
    }

    @Test
    void setsTheRest() {
        ImageSettings settings = apply("EXPOSE 80 53/udp 1000-1001", "VOLUME /a /b", "VOLUME [\"/c d\"]", "USER me", "WORKDIR /x", "WORKDIR ../y/z",
                "ONBUILD RUN x", "HEALTHCHECK --interval=1m30s --retries=2 CMD curl x");
        assertEquals(List.of("80/tcp", "53/udp", "1000/tcp", "1001/tcp"), List.copyOf(settings.exposedPorts().keySet()));
        assertEquals(List.of("/a", "/b", "/c d"), List.copyOf(settings.volumes().keySet()));
        assertEquals("me", settings.user());
        assertEquals("/y/z", settings.workingDir());
        assertEquals(List.of("RUN x"), settings.onBuild());
        assertEquals("{\"Interval\":90000000000,\"Retries\":2,\"Test\":[\"CMD-SHELL\",\"curl x\"]}", settings.healthcheck().toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "RUN x | run is not a valid change command",
        "FROM x | from is not a valid change command",
        "FOO x | foo is not a valid change command",
        "STOPSIGNAL SIGINT | stopsignal is not a valid change command",
        "ENV | ENV requires at least one argument",
        "ENV A | ENV must have two arguments",
        "ENV A=1 B | Syntax error - can't find = in \"B\". Must be of the form: name=value",
        "EXPOSE x | Invalid containerPort: x",
        "EXPOSE 1/foo | Invalid proto: foo",
        "USER | USER requires exactly one argument",
        "SHELL [\"x\"] | shell is not a valid change command",
        "ONBUILD ONBUILD RUN | Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed",
        "HEALTHCHECK FOO | Unknown type \"FOO\" in HEALTHCHECK (try CMD)",
    })
    void refuses(String line, String message) {
        ServinException e = assertThrows(ServinException.class, () -> apply(line));
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
    }
}
