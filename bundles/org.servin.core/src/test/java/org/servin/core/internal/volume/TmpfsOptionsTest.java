package org.servin.core.internal.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.servin.core.container.MountConfig;
import org.servin.linux.fs.Mounts;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.MountSpec;

class TmpfsOptionsTest {
    private static final long USUAL = Mounts.MS_NOEXEC | Mounts.MS_NOSUID | Mounts.MS_NODEV;

    private static void is(String options, long flags, String data) {
        assertEquals(new MountSpec("tmpfs", "tmpfs", "/t", flags, data, 0), TmpfsOptions.mount("/t", options), options);
    }

    @Test
    void wordsSetAndClearFlags() {
        is(null, USUAL, "");
        is("", USUAL, "");
        is("defaults", USUAL, "");
        is("exec,suid,dev", 0, "");
        is("exec,noexec,ro,rw", USUAL, "");
        is("ro,noatime,dirsync,mand", USUAL | Mounts.MS_RDONLY | Mounts.MS_NOATIME | Mounts.MS_DIRSYNC | Mounts.MS_MANDLOCK, "");
    }

    @Test
    void theLaterValueCounts() {
        is("size=1m,mode=700,size=2m", USUAL, "size=2m,mode=700");
        is("nr_inodes=5,uid=1,gid=2,mpol=default", USUAL, "nr_inodes=5,uid=1,gid=2,mpol=default");
    }

    @Test
    void propagationIsTheMounts() {
        assertEquals(Mounts.MS_SHARED | Mounts.MS_REC, TmpfsOptions.mount("/t", "rshared").propagation());
    }

    @Test
    void whatIsNoOptionIsRefused() {
        refused("nonsense", "invalid tmpfs option [\"nonsense\"]");
        refused("nonsense=1=2", "invalid tmpfs option [\"nonsense\" \"1=2\"]");
        refused("size", "invalid tmpfs option [\"size\"]");
        refused(",", "invalid tmpfs option [\"\"]");
        refused("size=1m,", "invalid tmpfs option [\"\"]");
        refused("remount", "invalid tmpfs option [\"remount\"]");
    }

    private static void refused(String options, String message) {
        ServinException e = assertThrows(ServinException.class, () -> TmpfsOptions.mount("/t", options), options);
        assertEquals(message, e.getMessage());
        assertEquals(ErrorKind.INTERNAL, e.kind());
    }

    @Test
    void mountsHaveNumbers() {
        assertEquals(new MountSpec("tmpfs", "tmpfs", "/t", USUAL | Mounts.MS_RDONLY, "mode=1770,size=5000", 0),
                TmpfsOptions.mount("/t", false, new MountConfig.TmpfsOptions(5000, 01770)));
        assertEquals(new MountSpec("tmpfs", "tmpfs", "/t", USUAL, "", 0), TmpfsOptions.mount("/t", true, null));
    }
}
