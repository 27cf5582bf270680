package org.servin.core.internal.launch;

import org.servin.core.container.WeightDevice;
import org.servin.core.system.HostFacts;
import org.servin.spi.ServinException;

/** What the host's control groups can limit. */
record Controllers(HostFacts facts) {
    /** How dockerd begins to say that something cannot be done here. */
    static String unsupported(String what) {
        return "Your kernel does not support " + what + " or the cgroup is not mounted. ";
    }

    /** Whether there is a controller. */
    boolean has(String controller) {
        return facts.cgroupControllers().contains(controller);
    }

    /** Whether a controller has a file of version 1, or is one of version 2 that can do the same. */
    boolean has(String controller, String file) {
        return facts.cgroupFile(isUnified() && controller.equals("blkio") ? "io" : controller, file);
    }

    /** Whether a file of version 1 is there whose limit version 2 knows nothing of. */
    boolean hasLegacy(String controller, String file) {
        return !isUnified() && facts.cgroupFile(controller, file);
    }

    /** Whether disks can be shared by one weight. Dockerd looks for the files of a scheduler that Linux lost with 5.0, and so always says no. */
    boolean canWeigh() {
        return facts.sharesDisks();
    }

    /** Whether a disk can be shared by a weight of its own. With version 2, of something else at that path the start will tell. */
    boolean canWeigh(WeightDevice device) {
        try {
            HostDevice disk = HostDevice.read(device.path());
            return hasLegacy("blkio", "blkio.weight_device") || facts.sharesDisk(disk.major(), disk.minor());
        } catch (ServinException absent) {
            return isUnified();
        }
    }

    private boolean isUnified() {
        return facts.cgroupVersion() == 2;
    }
}
