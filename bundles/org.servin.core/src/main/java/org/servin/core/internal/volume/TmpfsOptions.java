package org.servin.core.internal.volume;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.servin.core.container.MountConfig;
import org.servin.linux.fs.Mounts;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.runtime.MountSpec;

/** Options of tmpfs as mount(8) has them, over dockerd's defaults: noexec, nosuid, nodev. Of two that contradict each other the later one counts. */
final class TmpfsOptions {
    private static final Set<String> DATA = Set.of("mode", "uid", "gid", "size", "nr_inodes", "nr_blocks", "mpol");

    /** Words by the bit they set; those in the second table clear it. */
    private static final Map<String, Long> SET = Map.ofEntries(
            Map.entry("ro", Mounts.MS_RDONLY), Map.entry("nosuid", Mounts.MS_NOSUID), Map.entry("nodev", Mounts.MS_NODEV), Map.entry("noexec", Mounts.MS_NOEXEC),
            Map.entry("sync", Mounts.MS_SYNCHRONOUS), Map.entry("dirsync", Mounts.MS_DIRSYNC), Map.entry("noatime", Mounts.MS_NOATIME),
            Map.entry("nodiratime", Mounts.MS_NODIRATIME), Map.entry("relatime", Mounts.MS_RELATIME), Map.entry("strictatime", Mounts.MS_STRICTATIME),
            Map.entry("mand", Mounts.MS_MANDLOCK), Map.entry("defaults", 0L));
    private static final Map<String, Long> CLEAR = Map.ofEntries(
            Map.entry("rw", Mounts.MS_RDONLY), Map.entry("suid", Mounts.MS_NOSUID), Map.entry("dev", Mounts.MS_NODEV), Map.entry("exec", Mounts.MS_NOEXEC),
            Map.entry("async", Mounts.MS_SYNCHRONOUS), Map.entry("atime", Mounts.MS_NOATIME), Map.entry("diratime", Mounts.MS_NODIRATIME),
            Map.entry("norelatime", Mounts.MS_RELATIME), Map.entry("nostrictatime", Mounts.MS_STRICTATIME), Map.entry("nomand", Mounts.MS_MANDLOCK));

    private long flags = Mounts.MS_NOEXEC | Mounts.MS_NOSUID | Mounts.MS_NODEV;
    private long propagation;
    private final Map<String, String> data = new LinkedHashMap<>();

    private TmpfsOptions() { }

    /** One of {@code HostConfig.Tmpfs}: a target and its options, null or separated by commas. INTERNAL for what is no option, as in dockerd. */
    static MountSpec mount(String target, String options) {
        TmpfsOptions parsed = new TmpfsOptions();
        if (options != null && !options.isEmpty()) {
            Stream.of(options.split(",", -1)).forEach(parsed::add);
        }
        return new MountSpec("tmpfs", "tmpfs", target, parsed.flags, String.join(",", parsed.data.values()), parsed.propagation);
    }

    private void add(String option) {
        if (SET.containsKey(option)) {
            flags |= SET.get(option);
        } else if (CLEAR.containsKey(option)) {
            flags &= ~CLEAR.get(option);
        } else if (MountMode.PROPAGATION.contains(option)) {
            propagation = Propagation.bits(option);
        } else {
            String[] pair = option.split("=", 2);
            if (pair.length != 2 || !DATA.contains(pair[0])) {
                throw new ServinException(ErrorKind.INTERNAL, "invalid tmpfs option " + Stream.of(pair).collect(Collectors.joining("\" \"", "[\"", "\"]")));
            }
            data.put(pair[0], option);
        }
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
