package org.servin.runtime.internal.cgroup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.servin.linux.cgroup.CgroupFolder;
import org.servin.spi.runtime.Resources;
import org.servin.spi.runtime.Resources.BlkioDevice.What;
import org.servin.spi.runtime.Stats.BlkioEntry;

/** Controller {@code blkio} of version 1. Weights belong to the disk scheduler: CFQ's files until Linux 5.0, BFQ's since. */
final class BlkioV1 implements Controller {
    private static final List<String> WEIGHT = List.of("blkio.weight", "blkio.bfq.weight");
    private static final List<String> DEVICE_WEIGHT = List.of("blkio.weight_device", "blkio.bfq.weight_device");

    private static final Map<What, List<String>> DEVICE_FILES = Map.of(
            What.WEIGHT, DEVICE_WEIGHT,
            What.READ_BPS, List.of("blkio.throttle.read_bps_device"),
            What.WRITE_BPS, List.of("blkio.throttle.write_bps_device"),
            What.READ_IOPS, List.of("blkio.throttle.read_iops_device"),
            What.WRITE_IOPS, List.of("blkio.throttle.write_iops_device"));

    /** By the API's name: the files that may have it, best first. */
    private static final Map<String, List<String>> COUNTERS = counters();

    private static Map<String, List<String>> counters() {
        Map<String, List<String>> result = new LinkedHashMap<>();
        result.put("io_service_bytes_recursive",
                List.of("blkio.io_service_bytes_recursive", "blkio.throttle.io_service_bytes_recursive", "blkio.bfq.io_service_bytes_recursive"));
        result.put("io_serviced_recursive",
                List.of("blkio.io_serviced_recursive", "blkio.throttle.io_serviced_recursive", "blkio.bfq.io_serviced_recursive"));
        for (String name : List.of("io_queue", "io_service_time", "io_wait_time", "io_merged", "io_time", "sectors")) {
            String file = (name.equals("io_queue") ? "io_queued" : name.equals("io_time") ? "time" : name) + "_recursive";
            result.put(name + "_recursive", List.of("blkio." + file, "blkio.bfq." + file));
        }
        return result;
    }

    @Override
    public String name() {
        return "blkio";
    }

    @Override
    public void apply(CgroupFolder group, Resources resources, Writer writer) {
        resources.blkioWeight().ifPresent(weight -> writer.write(group, present(group, WEIGHT), weight));
        for (Resources.BlkioDevice device : resources.blkioDevices()) {
            group.write(present(group, DEVICE_FILES.get(device.what())), device.major() + ":" + device.minor() + " " + device.value());
        }
    }

    /** The first file that is there, or the last, so that the error names the one a current kernel would have. */
    private static String present(CgroupFolder group, List<String> files) {
        return files.stream().filter(group::has).findFirst().orElse(files.get(files.size() - 1));
    }

    @Override
    public void count(CgroupFolder group, Counters counters) {
        COUNTERS.forEach((name, files) -> files.stream().filter(group::has).findFirst()
                .ifPresent(file -> group.lines(file).forEach(line -> count(name, line, counters))));
    }

    private static void count(String name, String line, Counters counters) {
        String[] fields = line.split("[ :]");
        if (fields.length == 4) {
            counters.blkio.add(new BlkioEntry(name, Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), fields[2], Long.parseLong(fields[3])));
        } else if (fields.length == 3 && !line.startsWith("Total")) {
            counters.blkio.add(new BlkioEntry(name, Integer.parseInt(fields[0]), Integer.parseInt(fields[1]), "", Long.parseLong(fields[2])));
        }
    }
}
