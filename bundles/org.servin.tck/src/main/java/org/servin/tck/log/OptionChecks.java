package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;

/** What drivers say of their options, before there is a log. */
public interface OptionChecks {
    /** What the checks work with. */
    LogBench bench();

    @Test
    default void saysWhetherTheHostCanUseIt() {
        assertNotNull(bench().driver().probe());
    }

    @Test
    default void saysHowLongItsRecordsMayBe() {
        int bytes = bench().driver().recordBytes();
        assertTrue(bytes >= 1 << 10 && bytes <= 1 << 20, "recordBytes() is from 1 KiB to 1 MiB, and not " + bytes);
        assertEquals(bytes, bench().driver().recordBytes(), "recordBytes() is always the same");
    }

    @Test
    default void acceptsItsOwnOptions() {
        LogDriver driver = bench().driver();
        Map<String, String> options = bench().contract().options();
        driver.validate(options);
        bench().contract().rotatingOptions().ifPresent(driver::validate);
        assertTrue(driver.options().containsAll(options.keySet()), "options() names all that it takes");
        for (String engines : new String[] {"mode", "max-buffer-size"}) {
            assertFalse(driver.options().contains(engines), engines + " is the engine's option");
        }
    }

    @Test
    default void refusesAnUnknownOptionAndNamesIt() {
        Map<String, String> options = new HashMap<>(bench().contract().options());
        options.put("no-such-option", "1");
        ServinException refusal = assertThrows(ServinException.class, () -> bench().driver().validate(options), "an unknown option was accepted");
        assertEquals(ErrorKind.INVALID_ARGUMENT, refusal.kind());
        assertTrue(refusal.getMessage().contains("no-such-option"), "the message does not name it: " + refusal.getMessage());
        bench().contract().secrets().forEach(secret -> assertFalse(refusal.getMessage().contains(secret), "the message tells a secret"));
    }

    @Test
    default void saysWhereTheFileOfAContainerIsThatNeverWrote() {
        var target = bench().target();
        bench().driver().path(target).ifPresent(path -> assertTrue(path.startsWith(target.folder()), path + " is outside of the container's folder"));
    }
}
