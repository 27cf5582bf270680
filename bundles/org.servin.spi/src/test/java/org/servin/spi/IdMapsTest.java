package org.servin.spi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class IdMapsTest {
    private static final IdMaps MAPS = IdMaps.parse(List.of("0:500000:30", "30:300000:10"), List.of("0:4294967000:200"));

    @Test
    void numbersMeanThemselvesWithoutMaps() {
        assertTrue(IdMaps.NONE.isNone());
        assertEquals(Owner.ROOT, IdMaps.NONE.root());
        for (int id : new int[] {0, 1, 65534, -2}) {
            assertEquals(OptionalInt.of(id), IdMaps.NONE.userOutside(id));
            assertEquals(id, IdMaps.NONE.groupInside(id));
        }
    }

    @Test
    void rangesAreLookedUpBothWays() {
        assertEquals(new Owner(500000, (int) 4294967000L), MAPS.root());
        assertEquals(OptionalInt.of(500029), MAPS.userOutside(29));
        assertEquals(OptionalInt.of(300009), MAPS.userOutside(39));
        assertEquals(29, MAPS.userInside(500029));
        assertEquals(30, MAPS.userInside(300000));
        assertEquals(199, MAPS.groupInside((int) 4294967199L));
    }

    @Test
    void whoIsNotMappedIsNobody() {
        assertEquals(OptionalInt.empty(), MAPS.userOutside(40));
        assertEquals(OptionalInt.empty(), MAPS.userOutside(-1));
        for (int outside : new int[] {0, 500030, 299999, 300010, -1}) {
            assertEquals(IdMaps.NOBODY, MAPS.userInside(outside));
        }
    }

    @Test
    void theKernelsFormHasALineForEachRange() {
        assertEquals("0 500000 30\n30 300000 10\n", IdMaps.text(MAPS.users()));
    }

    @Test
    void mapsWithoutRootAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> IdMaps.parse(List.of("1:100000:10"), List.of("0:100000:10")));
        assertThrows(IllegalArgumentException.class, () -> IdMaps.parse(List.of("0:100000:10"), List.of()));
        assertThrows(IllegalArgumentException.class, () -> IdMaps.parse(List.of("0:100000"), List.of("0:100000:10")));
    }
}
