package org.servin.core.internal.volume;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.servin.core.container.MountConfig;
import org.servin.linux.fs.Mounts;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.MountSpec;

/** Options of tmpfs as mount(8) has them, over dockerd's defaults: noexec, nosuid, nodev. */
final class TmpfsOptions {
    private static final Set<String> DATA = Set.of("mode", "uid", "gid", "size", "nr_inodes", "nr_blocks", "mpol");

    /** Words by the bit they set; those in the second table clear it. */
    private static final Map<String, Long> SET = Map.ofEntries(
            Map.entry("ro", Mounts.MS_RDONLY), Map.entry("nosuid", Mounts.MS_NOSUID), Map.entry("nodev", Mounts.MS_NODEV), Map.entry("noexec", Mounts.MS_NOEXEC),
            Map.entry("sync", Mounts.MS_SYNCHRONOUS), Map.entry("noatime", Mounts.MS_NOATIME), Map.entry("nodiratime", Mounts.MS_NODIRATIME),
            Map.entry("relatime", Mounts.MS_RELATIME), Map.entry("strictatime", Mounts.MS_STRICTATIME));
    private static final Map<String, Long> CLEAR = Map.ofEntries(
            Map.entry("rw", Mounts.MS_RDONLY), Map.entry("suid", Mounts.MS_NOSUID), Map.entry("dev", Mounts.MS_NODEV), Map.entry("exec", Mounts.MS_NOEXEC),
            Map.entry("async", Mounts.MS_SYNCHRONOUS), Map.entry("atime", Mounts.MS_NOATIME), Map.entry("diratime", Mounts.MS_NODIRATIME),
            Map.entry("norelatime", Mounts.MS_RELATIME), Map.entry("nostrictatime", Mounts.MS_STRICTATIME));

    private TmpfsOptions() { }

    /** One of {@code HostConfig.Tmpfs}: a target and its options, null or separated by commas. */
    static MountSpec mount(String target, String options) {
        long flags = Mounts.MS_NOEXEC | Mounts.MS_NOSUID | Mounts.MS_NODEV;
        Map<String, String> data = new LinkedHashMap<>();
        for (String option : options == null || options.isEmpty() ? new String[0] : options.split(",")) {
            if (SET.containsKey(option)) {
                flags |= SET.get(option);
            } else if (CLEAR.containsKey(option)) {
                flags &= ~CLEAR.get(option);
            } else if (!option.equals("defaults")) {
                String key = option.split("=", 2)[0];
                if (!DATA.contains(key) || !option.contains("=")) {
                    throw ServinException.invalid("Invalid tmpfs option \"" + option + "\"");
                }
                data.put(key, option);
            }
        }
        return new MountSpec("tmpfs", "tmpfs", target, flags, String.join(",", data.values()), 0);
    }

    /** A {@code Mount} of type tmpfs; its options may be null. */
    static MountSpec mount(String target, boolean writable, MountConfig.TmpfsOptions options) {
        List<String> words = new ArrayList<>();
        if (!writable) {
            words.add("ro");
        }
        if (options != null && options.mode() != 0) {
            words.add("mode=" + Integer.toOctalString(options.mode()));
        }
        if (options != null && options.sizeBytes() > 0) {
            words.add("size=" + options.sizeBytes());
        }
        return mount(target, String.join(",", words));
    }
}
