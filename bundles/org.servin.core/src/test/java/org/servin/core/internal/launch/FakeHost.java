package org.servin.core.internal.launch;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.servin.core.system.HostFacts;

/** A host with two processors, everything in version 1 but weights of block devices. */
final class FakeHost implements HostFacts {
    private final int version;
    final Set<String> absent = new HashSet<>(Set.of("blkio.weight_device"));
    boolean swap = true;
    boolean sharesDisks;

    FakeHost(int version) {
        this.version = version;
    }

    @Override
    public String kernelVersion() {
        return "6.1.0-test";
    }

    @Override
    public String operatingSystem() {
        return "Test";
    }

    @Override
    public String osVersion() {
        return "1";
    }

    @Override
    public String architecture() {
        return "amd64";
    }

    @Override
    public String machine() {
        return "x86_64";
    }

    @Override
    public String hostname() {
        return "test";
    }

    @Override
    public int cpus() {
        return 2;
    }

    @Override
    public long memory() {
        return 1L << 33;
    }

    @Override
    public int cgroupVersion() {
        return version;
    }

    @Override
    public List<String> cgroupControllers() {
        return List.of("cpu", "cpuset", "memory", "pids", "blkio");
    }

    @Override
    public boolean apparmor() {
        return false;
    }

    @Override
    public boolean swapLimit() {
        return swap;
    }

    @Override
    public boolean cgroupFile(String controller, String file) {
        return !absent.contains(file);
    }

    @Override
    public boolean sharesDisk(int major, int minor) {
        return sharesDisks;
    }

    @Override
    public boolean sharesDisks() {
        return sharesDisks;
    }
}
