package org.servin.core.system;

import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/** What the engine knows of its host. A service; values are read when asked. */
@ProviderType
public interface HostFacts {
    /** Release of the kernel as uname(2) has it. */
    String kernelVersion();

    /** PRETTY_NAME of os-release(5). */
    String operatingSystem();

    /** VERSION_ID of os-release(5). */
    String osVersion();

    /** Go's name of the architecture: {@code amd64}. */
    String architecture();

    /** The kernel's name of it: {@code x86_64}. */
    String machine();

    /** The host's name. */
    String hostname();

    /** Processors online. */
    int cpus();

    /** Bytes of memory. */
    long memory();

    /** 1 or 2. */
    int cgroupVersion();

    /** Controllers in use, such as {@code memory} and {@code pids}. */
    List<String> cgroupControllers();

    /** Whether AppArmor is on. */
    boolean apparmor();

    /** Whether the swap limit can be set. */
    boolean swapLimit();

    /** Whether a file of a controller is there, such as {@code cpu.cfs_quota_us} of {@code cpu}. */
    boolean cgroupFile(String controller, String file);

    /** Whether control groups can give a share of this disk: its scheduler is BFQ, or, with version 2, the kernel's model of its costs is on. */
    boolean sharesDisk(int major, int minor);

    /** Whether a group can have a weight for all disks, and there is one that heeds it. */
    boolean sharesDisks();
}
