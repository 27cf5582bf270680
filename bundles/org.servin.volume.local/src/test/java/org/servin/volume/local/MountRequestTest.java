package org.servin.volume.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.servin.linux.fs.Mounts;
import org.servin.spi.ServinException;

/** What the kernel is asked for, without asking it: file systems of servers too. */
class MountRequestTest {
    private static MountRequest request(String type, String device, String o) {
        return MountRequest.of(new VolumeOptions(type, device, o, 0), name -> "192.0.2.7");
    }

    @Test
    void nfsGetsTheServersAddress() {
        assertEquals(new MountRequest("nfs", ":/export", Mounts.MS_RDONLY | Mounts.MS_NOSUID, 0, List.of("addr=192.0.2.7", "clientaddr=server.test", "vers=4.2", "soft")),
                request("nfs", ":/export", "addr=server.test,clientaddr=server.test,ro,vers=4.2,nosuid,soft"));
        assertEquals(List.of("addr=192.0.2.7"), request("nfs4", ":/export", "addr=server.test").data());
    }

    @Test
    void addressesAndOtherTypesAreLeftAlone() {
        assertEquals(List.of("addr=10.0.0.1"), request("nfs", ":/export", "addr=10.0.0.1").data());
        assertEquals(List.of("addr=2001:db8::1"), request("nfs", ":/export", "addr=2001:db8::1").data());
        assertEquals(List.of("addr="), request("nfs", ":/export", "addr=").data());
        assertEquals(List.of("addr=server.test"), request("9p", "x", "addr=server.test").data());
    }

    @Test
    void cifsKeepsAPasswordWithCommas() {
        MountRequest request = request("cifs", "//server/share", "username=me,password=a,,b,,,,c=d,addr=server.test,uid=1000");
        assertEquals(List.of("username=me", "password=a,,b,,,,c=d", "addr=192.0.2.7", "uid=1000"), request.data());
        assertEquals(List.of("username=me", "password=a,b,,c=d", "addr=192.0.2.7", "uid=1000"), MountWords.unescaped(request.data()));
    }

    @Test
    void passwordsAreInNoMessage() {
        MountRequest request = request("no-such-type", "//server/share", "username=me,password=sec,,ret,pass=secret,password2=secret,vers=3.0");
        ServinException e = assertThrows(ServinException.class, () -> request.mountAt(Path.of("/no/such")));
        for (Throwable t = e; t != null; t = t.getCause()) {
            assertFalse(t.toString().contains("ret"), t.toString());
        }
        assertEquals("failed to mount local volume: mount //server/share:/no/such, data: username=me,password=********,pass=********,password2=********,vers=3.0: no such device",
                e.getMessage());
    }

    @Test
    void laterWordsWin() {
        assertEquals(0, request("tmpfs", "tmpfs", "ro,nosuid,nodev,noexec,noatime,sync,rw,suid,dev,exec,atime,async,defaults,").flags());
        assertEquals(Mounts.MS_RDONLY, request("tmpfs", "tmpfs", "rw,,ro").flags());
    }

    @Test
    void bindsAndPropagation() {
        assertEquals(new MountRequest("none", "/src", Mounts.MS_BIND | Mounts.MS_REC, Mounts.MS_SLAVE | Mounts.MS_REC, List.of()), request("none", "/src", "rbind,rslave"));
        assertTrue(assertThrows(ServinException.class, () -> request("none", "", "bind")).getMessage().contains("missing device in volume options"));
    }
}
