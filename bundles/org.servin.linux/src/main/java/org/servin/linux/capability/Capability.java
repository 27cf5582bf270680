package org.servin.linux.capability;

import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The capabilities of {@code linux/capability.h}; the order is that of their bits. */
public enum Capability {
    CAP_CHOWN,
    CAP_DAC_OVERRIDE,
    CAP_DAC_READ_SEARCH,
    CAP_FOWNER,
    CAP_FSETID,
    CAP_KILL,
    CAP_SETGID,
    CAP_SETUID,
    CAP_SETPCAP,
    CAP_LINUX_IMMUTABLE,
    CAP_NET_BIND_SERVICE,
    CAP_NET_BROADCAST,
    CAP_NET_ADMIN,
    CAP_NET_RAW,
    CAP_IPC_LOCK,
    CAP_IPC_OWNER,
    CAP_SYS_MODULE,
    CAP_SYS_RAWIO,
    CAP_SYS_CHROOT,
    CAP_SYS_PTRACE,
    CAP_SYS_PACCT,
    CAP_SYS_ADMIN,
    CAP_SYS_BOOT,
    CAP_SYS_NICE,
    CAP_SYS_RESOURCE,
    CAP_SYS_TIME,
    CAP_SYS_TTY_CONFIG,
    CAP_MKNOD,
    CAP_LEASE,
    CAP_AUDIT_WRITE,
    CAP_AUDIT_CONTROL,
    CAP_SETFCAP,
    CAP_MAC_OVERRIDE,
    CAP_MAC_ADMIN,
    CAP_SYSLOG,
    CAP_WAKE_ALARM,
    CAP_BLOCK_SUSPEND,
    CAP_AUDIT_READ,
    CAP_PERFMON,
    CAP_BPF,
    CAP_CHECKPOINT_RESTORE;

    private static final Map<String, Capability> BY_NAME = Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Enum::name, Function.identity()));

    /** Its bit's number. */
    public int bit() {
        return ordinal();
    }

    /** Its bit. */
    public long mask() {
        return 1L << ordinal();
    }

    /** By full name in upper case: {@code CAP_CHOWN}. */
    public static Optional<Capability> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** The bits of several, by full name. IllegalArgumentException for a name that is none. */
    public static long mask(Collection<String> names) {
        long mask = 0;
        for (String name : names) {
            mask |= named(name).orElseThrow(() -> new IllegalArgumentException("not a capability: " + name)).mask();
        }
        return mask;
    }

    /** Those whose bits are set; bits that have no name here are passed over. */
    public static Set<Capability> of(long mask) {
        EnumSet<Capability> result = EnumSet.noneOf(Capability.class);
        for (Capability capability : values()) {
            if ((mask & capability.mask()) != 0) {
                result.add(capability);
            }
        }
        return result;
    }
}
