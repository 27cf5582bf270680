package org.servin.linux.capability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CapabilityTest {
    @Test
    void bitsAreThoseOfTheKernel() {
        assertEquals(21, Capability.CAP_SYS_ADMIN.bit());
        assertEquals(31, Capability.CAP_SETFCAP.bit());
        assertEquals(40, Capability.CAP_CHECKPOINT_RESTORE.bit());
        assertEquals(0x00000000a80425fbL, Capability.mask(List.of("CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW",
                "CAP_SETGID", "CAP_SETUID", "CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE")));
        assertThrows(IllegalArgumentException.class, () -> Capability.mask(List.of("CAP_NOPE")));
    }

    @Test
    void ownSetsAreRead(@TempDir Path folder) throws IOException {
        Path status = Files.writeString(folder.resolve("status"), "Name:\tx\nCapPrm:\t0000000000000003\nCapBnd:\t0000000000000005\n");
        OwnCapabilities own = OwnCapabilities.read(status);
        assertEquals(Set.of(Capability.CAP_CHOWN, Capability.CAP_DAC_OVERRIDE), own.permitted());
        assertEquals(Set.of(Capability.CAP_CHOWN, Capability.CAP_DAC_READ_SEARCH), own.bounding());
    }
}
