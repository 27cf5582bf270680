package org.servin.core.internal.volume;

import java.nio.file.Path;
import org.servin.core.container.MountPoint;
import org.servin.core.driver.Drivers;
import org.servin.core.internal.volume.ContainerMounts.RootView;
import org.servin.linux.ErrnoException;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.volume.VolumeDriver;

/** Fills a new container's empty volumes with what its image has at their place. Thread-safe. */
final class VolumeFilling {
    private final Drivers drivers;
    private final NameLocks filling = new NameLocks();

    VolumeFilling(Drivers drivers) {
        this.drivers = drivers;
    }

    /** Two containers that are made at once must not both fill a volume. */
    void fill(String containerId, MountPoint mount, RootView rootView) {
        filling.with(mount.driver() + "/" + mount.name(), () -> {
            try (Lease<VolumeDriver> lease = drivers.lease(DriverKind.VOLUME, mount.driver(), VolumeDriver.class)) {
                Path folder = lease.driver().mount(mount.name(), containerId).mountpoint();
                try {
                    if (CopyUp.isEmpty(folder)) {
                        rootView.with(root -> CopyUp.copy(root, mount.destination(), folder));
                    }
                } catch (ErrnoException e) {
                    throw ServinException.internal("cannot fill volume " + mount.name() + ": " + e.getMessage(), e);
                } finally {
                    lease.driver().unmount(mount.name(), containerId);
                }
            }
            return null;
        });
    }
}
