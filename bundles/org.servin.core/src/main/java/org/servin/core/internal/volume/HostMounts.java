package org.servin.core.internal.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;

/**
 * The mounts that the engine sees, proc_pid_mountinfo(5).
 *
 * @param mountinfo a file in that form
 */
record HostMounts(Path mountinfo) {
    private static final int POINT = 4;
    private static final int OPTIONAL = 6;
    private static final Pattern ESCAPED = Pattern.compile("\\\\([0-7]{3})");

    /**
     * A mount.
     *
     * @param point where
     * @param shared whether it is in a peer group
     * @param slave whether it gets what happens to another
     */
    record Mount(Path point, boolean shared, boolean slave) { }

    static HostMounts own() {
        return new HostMounts(Path.of("/proc/self/mountinfo"));
    }

    /** The mount that a path without links is on; of several at one place the uppermost. */
    Mount of(Path path) {
        Optional<Mount> best = Optional.empty();
        for (String line : lines()) {
            String[] fields = line.split(" ");
            Path point = Path.of(plain(fields[POINT]));
            if (path.startsWith(point) && best.filter(b -> b.point().getNameCount() > point.getNameCount()).isEmpty()) {
                best = Optional.of(mount(point, fields));
            }
        }
        return best.orElseThrow(() -> ServinException.internal("no mount has " + path, null));
    }

    private Iterable<String> lines() {
        try {
            return Files.readAllLines(mountinfo);
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + mountinfo + ": " + e.getMessage(), e);
        }
    }

    private static Mount mount(Path point, String[] fields) {
        boolean shared = false;
        boolean slave = false;
        for (int i = OPTIONAL; i < fields.length && !fields[i].equals("-"); i++) {
            shared |= fields[i].startsWith("shared:");
            slave |= fields[i].startsWith("master:");
        }
        return new Mount(point, shared, slave);
    }

    private static String plain(String escaped) {
        Matcher matcher = ESCAPED.matcher(escaped);
        return matcher.replaceAll(m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 8))));
    }
}
