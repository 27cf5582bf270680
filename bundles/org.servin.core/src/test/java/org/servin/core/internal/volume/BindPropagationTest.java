package org.servin.core.internal.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

class BindPropagationTest {
    @TempDir
    Path folder;
    private BindPropagation propagation;

    /** Four mounts: one private, one shared below it, one slave, and one private over the slave's place. */
    @BeforeEach
    void mounts() throws IOException {
        Path real = folder.toRealPath();
        Files.createDirectories(real.resolve("shared/deep"));
        Files.createDirectories(real.resolve("a b"));
        Files.createDirectories(real.resolve("covered"));
        Files.createDirectories(real.resolve("sharedother"));
        Path table = Files.writeString(real.resolve("mountinfo"), ""
                + "1 0 8:1 / / rw,relatime - ext4 /dev/sda rw\n"
                + "2 1 0:2 / " + real + "/shared rw shared:7 - tmpfs s rw\n"
                + "3 1 0:3 / " + real + "/a\\040b rw master:7 propagate_from:1 - tmpfs s rw\n"
                + "4 1 0:4 / " + real + "/covered rw shared:9 - tmpfs s rw\n"
                + "5 1 0:5 / " + real + "/covered rw - tmpfs s rw\n");
        propagation = new BindPropagation(Path.of("/var/lib/engine"), new HostMounts(table));
    }

    private String possible(String source, String decided) {
        return propagation.possible(folder.resolve(source).toString(), decided, true);
    }

    private void refused(String message, String source, String decided) {
        ServinException e = assertThrows(ServinException.class, () -> possible(source, decided));
        assertEquals(ErrorKind.INTERNAL, e.kind());
        assertEquals("path " + folder.resolve(source) + " is mounted on " + message, e.getMessage());
    }

    @Test
    void whatTheHostPassesOnIsPossible() {
        assertEquals("rshared", possible("shared/deep", "rshared"));
        assertEquals("slave", possible("shared", "slave"));
        assertEquals("rslave", possible("a b", "rslave"));
        assertEquals("private", possible("covered", "private"));
    }

    @Test
    void whatItKeepsToItselfIsRefused() throws IOException {
        Path real = folder.toRealPath();
        refused("/ but it is not a shared mount", "sharedother", "shared");
        refused("/ but it is not a shared or slave mount", "sharedother", "rslave");
        refused(real.resolve("a b") + " but it is not a shared mount", "a b", "rshared");
        refused(real.resolve("covered") + " but it is not a shared or slave mount", "covered", "slave");
    }

    @Test
    void linksAreFollowedToTheMountTheyLeadTo() throws IOException {
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("shared/deep"));
        assertEquals("shared", possible("link", "shared"));
    }

    @Test
    void theEnginesFolderIsNotHeldByContainers() {
        assertEquals("rprivate", propagation.decide("/srv", ""));
        assertEquals("rprivate", propagation.decide("/var/lib/engine2", ""));
        for (String source : new String[] {"/", "/var/lib", "/var/lib/engine", "/var/lib/engine/volumes/x"}) {
            assertEquals("rslave", propagation.decide(source, ""), source);
            assertEquals("rshared", propagation.decide(source, "rshared"), source);
            ServinException e = assertThrows(ServinException.class, () -> propagation.decide(source, "private"), source);
            assertEquals("invalid mount config: must use either propagation mode \"rslave\" or \"rshared\" when mount source is within the daemon root, "
                    + "daemon root: \"/var/lib/engine\", bind mount source: \"" + source + "\", propagation: \"private\"", e.getMessage());
        }
        assertEquals("rprivate", propagation.possible(folder.resolve("sharedother").toString(), "rslave", false));
    }
}
