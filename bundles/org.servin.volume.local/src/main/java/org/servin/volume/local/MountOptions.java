package org.servin.volume.local;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.servin.linux.fs.Mounts;
import org.servin.spi.ServinException;

/**
 * What to mount for a volume.
 *
 * @param type the file system's type; {@code none} for bind mounts
 * @param device the source
 * @param o options as for mount(8)
 */
record MountOptions(String type, String device, String o) {
    static final MountOptions NONE = new MountOptions("", "", "");
    private static final Set<String> KNOWN = Set.of("type", "device", "o", "size");
    private static final Set<String> NETWORKED = Set.of("nfs", "nfs4", "cifs");

    private static final Map<String, Long> SET = Map.ofEntries(
            Map.entry("ro", Mounts.MS_RDONLY), Map.entry("nosuid", Mounts.MS_NOSUID), Map.entry("nodev", Mounts.MS_NODEV), Map.entry("noexec", Mounts.MS_NOEXEC),
            Map.entry("sync", Mounts.MS_SYNCHRONOUS), Map.entry("noatime", Mounts.MS_NOATIME), Map.entry("nodiratime", Mounts.MS_NODIRATIME),
            Map.entry("relatime", Mounts.MS_RELATIME), Map.entry("strictatime", Mounts.MS_STRICTATIME),
            Map.entry("bind", Mounts.MS_BIND), Map.entry("rbind", Mounts.MS_BIND | Mounts.MS_REC));
    private static final Map<String, Long> CLEAR = Map.of("rw", Mounts.MS_RDONLY, "suid", Mounts.MS_NOSUID, "dev", Mounts.MS_NODEV, "exec", Mounts.MS_NOEXEC,
            "async", Mounts.MS_SYNCHRONOUS, "atime", Mounts.MS_NOATIME, "diratime", Mounts.MS_NODIRATIME, "norelatime", Mounts.MS_RELATIME);

    /** From a volume's options. INVALID_ARGUMENT in dockerd's words. */
    static MountOptions parse(Map<String, String> options) {
        for (String key : new TreeMap<>(options).keySet()) {
            if (!KNOWN.contains(key)) {
                throw ServinException.invalid("invalid option: \"" + key + "\"");
            }
            if (options.get(key).indexOf('\n') >= 0) {
                throw ServinException.invalid("option \"" + key + "\" has more than one line");
            }
        }
        if (options.containsKey("size")) {
            throw ServinException.invalid("quota size requested but no quota support");
        }
        if (options.isEmpty()) {
            return NONE;
        }
        for (String key : List.of("device", "type")) {
            if (options.getOrDefault(key, "").isEmpty()) {
                throw ServinException.invalid("missing required option: \"" + key + "\"");
            }
        }
        return new MountOptions(options.get("type"), options.get("device"), options.getOrDefault("o", ""));
    }

    boolean isEmpty() {
        return type.isEmpty();
    }

    /** Lines {@code key=value}. */
    String toText() {
        return "type=" + type + "\ndevice=" + device + "\no=" + o + "\n";
    }

    static MountOptions ofText(String text) {
        Map<String, String> values = text.lines().filter(line -> line.contains("="))
                .collect(Collectors.toMap(line -> line.substring(0, line.indexOf('=')), line -> line.substring(line.indexOf('=') + 1)));
        return new MountOptions(values.getOrDefault("type", ""), values.getOrDefault("device", ""), values.getOrDefault("o", ""));
    }

    /** For messages, without the options: they may hold a password. */
    String describe() {
        return "type " + type + ", device " + device;
    }

    /** Mounts. */
    void mountAt(Path target) {
        long flags = 0;
        List<String> data = new ArrayList<>();
        for (String option : o.isEmpty() ? new String[0] : o.split(",")) {
            if (SET.containsKey(option)) {
                flags |= SET.get(option);
            } else if (CLEAR.containsKey(option)) {
                flags &= ~CLEAR.get(option);
            } else if (!option.equals("defaults")) {
                data.add(resolved(option));
            }
        }
        boolean bind = (flags & Mounts.MS_BIND) != 0;
        Mounts.mount(device, target.toString(), bind ? "" : type, bind ? flags & (Mounts.MS_BIND | Mounts.MS_REC) : flags, String.join(",", data));
        if (bind && (flags & ~(Mounts.MS_BIND | Mounts.MS_REC)) != 0) {
            // A bind mount takes its flags only when it is mounted once more.
            Mounts.mount("", target.toString(), "", flags & ~Mounts.MS_REC | Mounts.MS_REMOUNT, "");
        }
    }

    /** The kernel wants a server's address where people write its name. */
    private String resolved(String option) {
        if (!NETWORKED.contains(type) || !option.startsWith("addr=")) {
            return option;
        }
        String name = option.substring("addr=".length());
        try {
            return "addr=" + InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException e) {
            throw new ServinException(org.servin.spi.ErrorKind.INTERNAL, "error resolving passed in network volume address: " + name, e);
        }
    }
}
