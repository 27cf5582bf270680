package org.servin.core.internal.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordCopyTest {
    private record Thing(String name, long size, List<String> parts) {
        private Thing {
            if (size < 0) {
                throw new IllegalArgumentException("negative");
            }
        }

        String shout() {
            return name.toUpperCase(java.util.Locale.ROOT);
        }
    }

    private static final Thing THING = new Thing("a", 1, List.of("x"));

    @Test
    void onlyWhatIsNamedChanges() {
        Thing copy = RecordCopy.of(THING).set(Thing::size, 2L).change(Thing::name, name -> name + "b").get();
        assertEquals(new Thing("ab", 2, List.of("x")), copy);
        assertSame(THING.parts(), copy.parts());
        assertEquals(new Thing("a", 1, List.of("x")), THING);
    }

    @Test
    void changesBuildOnEachOther() {
        assertEquals("abc", RecordCopy.of(THING).change(Thing::name, n -> n + "b").change(Thing::name, n -> n + "c").get().name());
        assertEquals(null, RecordCopy.of(THING).set(Thing::parts, null).get().parts());
    }

    @Test
    void theConstructorHasTheLastWord() {
        RecordCopy<Thing> bad = RecordCopy.of(THING).set(Thing::size, -1L);
        assertEquals("negative", assertThrows(IllegalArgumentException.class, bad::get).getMessage());
    }

    @Test
    void whatIsNoComponentIsRefused() {
        RecordCopy<Thing> copy = RecordCopy.of(THING);
        assertThrows(IllegalArgumentException.class, () -> copy.set(Thing::shout, "B"));
        assertThrows(IllegalArgumentException.class, () -> copy.set(thing -> thing.name(), "B"));
    }
}
