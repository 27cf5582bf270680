package org.servin.runtime.internal.cgroup;

import java.util.Map;
import org.servin.linux.Errno;
import org.servin.linux.ErrnoException;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Resources.BlkioDevice.What;
import org.servin.spi.runtime.Stats.BlkioEntry;

/** Controller {@code io} of version 2. */
final class IoV2 implements Controller {
    private static final String BFQ_WEIGHT = "io.bfq.weight";
    private static final String WEIGHT = "io.weight";
    private static final Map<What, String> KEYS =
            Map.of(What.READ_BPS, "rbps", What.WRITE_BPS, "wbps", What.READ_IOPS, "riops", What.WRITE_IOPS, "wiops");

    @Override
    public String name() {
        return "io";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.blkioWeight().ifPresent(weight -> {
            if (group.has(BFQ_WEIGHT)) {
                group.write(BFQ_WEIGHT, Integer.toString(weight));
            } else {
                group.write(WEIGHT, converted(weight));
            }
        });
        for (Resources.BlkioDevice device : resources.blkioDevices()) {
            String number = device.major() + ":" + device.minor() + " ";
            if (device.what() == What.WEIGHT) {
                weigh(group, number, device.value());
            } else {
                group.write("io.max", number + KEYS.get(device.what()) + "=" + (device.value() == 0 ? "max" : device.value()));
            }
        }
    }

    /** One disk may have BFQ for its scheduler, and another one not. */
    private static void weigh(CgroupFolder group, String number, long weight) {
        if (group.has(BFQ_WEIGHT)) {
            try {
                group.write(BFQ_WEIGHT, number + weight);
                return;
            } catch (ErrnoException e) {
                if (!e.is(Errno.EOPNOTSUPP)) {
                    throw e;
                }
            }
        }
        group.write(WEIGHT, number + converted(weight));
    }

    /** BFQ takes weights as version 1 has them, 10 to 1000; io.weight wants 1 to 10000. */
    private static String converted(long weight) {
        return Long.toString(1 + (weight - 10) * 9_999 / 990);
    }

    @Override
    public void count(CgroupFolder group, Counters counters) {
        for (String line : group.lines("io.stat")) {
            String[] fields = line.split(" ");
            String[] number = fields[0].split(":");
            for (int i = 1; i < fields.length && number.length == 2; i++) {
                String[] pair = fields[i].split("=");
                count(Integer.parseInt(number[0]), Integer.parseInt(number[1]), pair[0], pair.length < 2 ? "0" : pair[1], counters);
            }
        }
    }

    private static void count(int major, int minor, String key, String value, Counters counters) {
        switch (key) {
            case "rbytes" -> counters.blkio.add(new BlkioEntry("io_service_bytes_recursive", major, minor, "read", Long.parseLong(value)));
            case "wbytes" -> counters.blkio.add(new BlkioEntry("io_service_bytes_recursive", major, minor, "write", Long.parseLong(value)));
            default -> { } // dockerd tells no more of version 2
        }
    }
}
