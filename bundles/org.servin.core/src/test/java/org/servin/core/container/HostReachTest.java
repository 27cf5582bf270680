package org.servin.core.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.servin.core.internal.launch.Wire;
import org.servin.spi.ServinException;

class HostReachTest {
    private static HostReach of(String json) {
        return HostReach.of(Wire.host(json));
    }

    @Test
    void bindsAreHostPathsOrVolumes() {
        HostReach reach = of("{\"Binds\":[\"/srv/../etc//ssh/:/x:ro\",\"data:/y\",\"/z\"],\"VolumeDriver\":\"nfs\"}");
        assertEquals(Set.of("/etc/ssh"), reach.paths());
        assertEquals(Set.of("data"), reach.volumes());
        assertEquals(Set.of("nfs"), reach.volumeDrivers());
    }

    @Test
    void mountsAreToo() {
        HostReach reach = of("{\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/nowhere/./here\",\"Target\":\"/x\"},{\"Type\":\"tmpfs\",\"Target\":\"/t\"},"
                + "{\"Type\":\"volume\",\"Source\":\"data\",\"Target\":\"/y\"}]}");
        assertEquals(Set.of("/nowhere/here"), reach.paths());
        assertEquals(Set.of("data"), reach.volumes());
    }

    @Test
    void aVolumeMadeOnTheWayShowsItsDevice() {
        HostReach reach = of("{\"Mounts\":[{\"Type\":\"volume\",\"Target\":\"/y\",\"VolumeOptions\":{\"DriverConfig\":{\"Name\":\"local\",\"Options\":"
                + "{\"type\":\"none\",\"o\":\"bind\",\"device\":\"/etc/../root\"}}}}]}");
        assertEquals(Set.of("/root"), reach.paths());
        assertEquals(Set.of("local"), reach.volumeDrivers());
    }

    @Test
    void overlaysShowTheirLayers() {
        assertEquals(Set.of("/etc", "/srv", "/tmp/w"), HostReach.ofVolume(Map.of("type", "overlay", "device", "overlay", "o", "rw,lowerdir=/etc:/srv,workdir=/tmp/./w")));
        assertEquals(Set.of(), HostReach.ofVolume(Map.of("type", "nfs", "device", ":/export", "o", "addr=192.0.2.1")));
        assertEquals(Set.of(), HostReach.ofVolume(null));
    }

    @Test
    void aPathWithCommasIsSeenWhole() {
        assertEquals(Set.of("/srv/a,b"), HostReach.ofVolume(Map.of("device", "/srv/a,b")));
    }

    @Test
    void namespacesAreTheHostsOrAnothers() {
        HostReach reach = of("{\"PidMode\":\"host\",\"IpcMode\":\"container:db\",\"NetworkMode\":\"host\",\"UTSMode\":\"host\",\"UsernsMode\":\"host\",\"CgroupnsMode\":\"private\"}");
        assertEquals(Set.of("pid", "network", "uts", "user"), reach.hostNamespaces());
        assertEquals(Map.of("ipc", "db"), reach.sharedNamespaces());
    }

    @Test
    void pathsThatAreNotHiddenAnyMoreAreSeen() {
        assertFalse(of("{}").unmasked());
        assertTrue(of("{\"MaskedPaths\":[]}").unmasked());
        assertTrue(of("{\"ReadonlyPaths\":[\"/proc/sys\"]}").unmasked());
        assertFalse(of("{\"ReadonlyPaths\":[\"/proc/bus\",\"/proc/fs\",\"/proc/irq\",\"/proc/sys\",\"/proc/sysrq-trigger\",\"/more\"]}").unmasked());
    }

    @Test
    void whatIsMalformedFailsAsTheContainerWould() {
        assertThrows(ServinException.class, () -> of("{\"Binds\":[\"a:b:c:d\"]}"));
        assertThrows(ServinException.class, () -> of("{\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/a\\u0000b\",\"Target\":\"/x\"}]}"));
    }
}
