package org.servin.core.internal.volume;

import java.nio.file.Path;
import java.util.function.Consumer;
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

    /**
     * Two containers that are made at once must not both fill a volume.
     *
     * @param device whether something may have to be mounted for the volume: it need not be there as yet, so the image is looked at first. Else that would cost more
     *         than to see that there is something in the volume already
     */
    void fill(String containerId, MountPoint mount, boolean device, RootView rootView) {
        filling.with(mount.driver() + "/" + mount.name(), () -> {
            if (device) {
                rootView.with(root -> {
                    if (CopyUp.has(root, mount.destination())) {
                        mounted(containerId, mount, folder -> CopyUp.copy(root, mount.destination(), folder));
                    }
                });
            } else {
                mounted(containerId, mount, folder -> rootView.with(root -> CopyUp.copy(root, mount.destination(), folder)));
            }
            return null;
        });
    }

    private void mounted(String containerId, MountPoint mount, Consumer<Path> copy) {
        try (Lease<VolumeDriver> lease = drivers.lease(DriverKind.VOLUME, mount.driver(), VolumeDriver.class)) {
            Path folder = lease.driver().mount(mount.name(), containerId).mountpoint();
            try {
                if (CopyUp.isEmpty(folder)) {
                    copy.accept(folder);
                }
            } catch (ErrnoException e) {
                throw ServinException.internal("cannot fill volume " + mount.name() + ": " + e.getMessage(), e);
            } finally {
                lease.driver().unmount(mount.name(), containerId);
            }
        }
    }
}
