package org.servin.core.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.spi.ServinException;

/** As dockerd 20.10 reads {@code {"type":{"volume":false,"container":true}}}, and yes or no. */
class FiltersTest {
    private final Filters mixed = new Filters(Map.of("type", List.of("volume", "container")), Map.of("type", Set.of("volume")));

    @Test
    void whatIsSetToFalseEqualsNothingButIsThere() {
        assertTrue(mixed.allows("type", "container"));
        assertFalse(mixed.allows("type", "volume"));
        assertTrue(mixed.any("type", "volume"::startsWith));
        assertTrue(mixed.has("type"));
        assertTrue(mixed.allows("other", "x"));
    }

    @Test
    void yesAndNoAreWordsAndSometimesNumbers() {
        assertEquals(Optional.empty(), mixed.flag("dangling"));
        assertEquals(Optional.of(true), flag("true", "x"));
        assertEquals(Optional.of(false), flag("x", "false"));
        assertEquals(Optional.of(true), flag("false", "true"));
        assertEquals(Optional.of(true), new Filters(Map.of("dangling", List.of())).flag("dangling"));
        assertEquals("Invalid filter 'dangling=[0 1]'", assertThrows(ServinException.class, () -> flag("0", "1")).getMessage());
        assertEquals(Optional.of(true), new Filters(Map.of("dangling", List.of("0", "1"))).flagOrNumber("dangling"));
        Filters off = new Filters(Map.of("dangling", List.of("true")), Map.of("dangling", Set.of("true")));
        assertEquals("Invalid filter 'dangling=[true]'", assertThrows(ServinException.class, () -> off.flag("dangling")).getMessage());
    }

    private static Optional<Boolean> flag(String... values) {
        return new Filters(Map.of("dangling", List.of(values))).flag("dangling");
    }
}
