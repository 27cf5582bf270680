package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class HostPathTest {
    private static HostPath path(String text) {
        return HostPath.of(text).orElseThrow();
    }

    @Test
    void goesByComponents() {
        assertTrue(path("/srv").isUnder(path("/srv")));
        assertTrue(path("/srv/x").isUnder(path("/srv")));
        assertFalse(path("/srvx").isUnder(path("/srv")));
        assertFalse(path("/").isUnder(path("/srv")));
        assertTrue(path("/srv").isUnder(path("/")));
        assertFalse(path("/SRV/x").isUnder(path("/srv")));
        assertTrue(path("/srv/..x").isUnder(path("/srv")));
    }

    @Test
    void slashesDoNotCount() {
        assertEquals(path("/srv/x"), path("//srv///x//"));
        assertEquals("/", path("///").text());
    }

    @Test
    void whatCannotBeComparedIsNoPath() {
        for (String text : new String[] {"", "srv", "./srv", "/srv/../etc", "/..", "/srv/.", "/srv/./x", "/srv\0/x", "/" + "a".repeat(5000), " /srv"}) {
            assertEquals(Optional.empty(), HostPath.of(text), text);
        }
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.of("a", "b", "ab", "/", "//", "/a", "/b").list().ofMinSize(1).ofMaxSize(6).map(parts -> "/" + String.join("", parts));
    }

    @Property(tries = 10_000)
    void comparesAsTheJdkDoes(@ForAll("paths") String one, @ForAll("paths") String other) {
        assertEquals(Path.of(one).normalize().startsWith(Path.of(other).normalize()), path(one).isUnder(path(other)), one + " " + other);
    }
}
