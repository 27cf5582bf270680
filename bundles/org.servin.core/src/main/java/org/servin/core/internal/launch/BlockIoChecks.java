package org.servin.core.internal.launch;

import java.util.List;
import org.servin.core.container.ResourceLimits;
import org.servin.core.container.ThrottleDevice;
import org.servin.core.container.WeightDevice;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Weights and rates of block devices: bytes or operations a second. */
final class BlockIoChecks {
    private static final String CONTROLLER = "blkio";
    private static final int HIGHEST_WEIGHT = 0xffff;
    private final Controllers controllers;

    BlockIoChecks(Controllers controllers) {
        this.controllers = controllers;
    }

    /** Numbers that dockerd cannot read at all: its types are narrower than JSON's. */
    static void sizes(ResourceLimits wish, boolean update) {
        String within = update ? "" : "HostConfig.";
        size(wish.blkioWeight(), HIGHEST_WEIGHT, (update ? "UpdateConfig." : "HostConfig.HostConfig.") + "BlkioWeight of type uint16");
        for (WeightDevice device : orEmpty(wish.blkioWeightDevice())) {
            size(device.weight(), HIGHEST_WEIGHT, "WeightDevice." + within + "BlkioWeightDevice.Weight of type uint16");
        }
        rates(wish.blkioDeviceReadBps(), within + "BlkioDeviceReadBps");
        rates(wish.blkioDeviceWriteBps(), within + "BlkioDeviceWriteBps");
        rates(wish.blkioDeviceReadIops(), within + "BlkioDeviceReadIOps");
        rates(wish.blkioDeviceWriteIops(), within + "BlkioDeviceWriteIOps");
    }

    private static void rates(List<ThrottleDevice> devices, String field) {
        orEmpty(devices).forEach(d -> size(d.rate(), Long.MAX_VALUE, "ThrottleDevice." + field + ".Rate of type uint64"));
    }

    private static void size(long value, long highest, String field) {
        if (value < 0 || value > highest) {
            throw new ServinException(ErrorKind.INTERNAL, "json: cannot unmarshal number " + value + " into Go struct field " + field);
        }
    }

    /** Windows has these; on Linux there is nothing that could keep them. */
    static void qualityOfService(ResourceLimits wish) {
        if (wish.ioMaximumBandwidth() != 0) {
            throw new ServinException(ErrorKind.INTERNAL, "Invalid QoS settings: linux does not support configuration of maximum bandwidth");
        }
        if (wish.ioMaximumIops() != 0) {
            throw new ServinException(ErrorKind.INTERNAL, "Invalid QoS settings: linux does not support configuration of maximum IOPs");
        }
    }

    void check(LimitsDraft limits, List<String> warnings) {
        if (limits.ioMaximumBandwidth != 0 || limits.ioMaximumIops != 0) { // in an update, which is not looked at while it is read
            throw ServinException.invalid("Invalid QoS settings: linux does not support Maximum IO Bandwidth or Maximum IO IOps");
        }
        if (limits.blkioWeight > 0 && !controllers.canWeigh()) {
            warnings.add(Controllers.unsupported("Block I/O weight") + "Weight discarded.");
            limits.blkioWeight = 0;
        }
        if (limits.blkioWeight > 0 && (limits.blkioWeight < 10 || limits.blkioWeight > 1000)) {
            throw ServinException.invalid("Range of blkio weight is from 10 to 1000");
        }
        List<WeightDevice> weighed = orEmpty(limits.blkioWeightDevice).stream().filter(controllers::canWeigh).toList();
        if (weighed.size() < orEmpty(limits.blkioWeightDevice).size()) { // with version 2 dockerd discards it, too, but says nothing
            warnings.add(Controllers.unsupported("Block I/O weight_device") + "Weight-device discarded.");
            limits.blkioWeightDevice = weighed;
        }
        limits.readBps = supported(limits.readBps, "read_bps", "BPS Block I/O read limit", "BPS read", warnings);
        limits.writeBps = supported(limits.writeBps, "write_bps", "BPS Block I/O write limit", "BPS write", warnings);
        limits.readIops = supported(limits.readIops, "read_iops", "IOPS Block read limit", "IOPS read", warnings);
        limits.writeIops = supported(limits.writeIops, "write_iops", "IOPS Block write limit", "IOPS write", warnings);
    }

    private List<ThrottleDevice> supported(List<ThrottleDevice> devices, String rate, String what, String which, List<String> warnings) {
        if (orEmpty(devices).isEmpty() || !isMissing("blkio.throttle." + rate + "_device")) {
            return devices;
        }
        warnings.add(Controllers.unsupported(what) + "Block I/O " + which + " limit discarded.");
        return List.of();
    }

    private boolean isMissing(String file) {
        return !controllers.has(CONTROLLER, file);
    }

    private static <T> List<T> orEmpty(List<T> list) {
        return list == null ? List.of() : list;
    }
}
