package org.servin.core.internal.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.servin.spi.ServinException;

/**
 * A resolv.conf(5).
 *
 * @param text as it stands
 */
record ResolvConf(String text) {
    private static final Path HOST = Path.of("/etc/resolv.conf");
    private static final Path BEHIND_SYSTEMD = Path.of("/run/systemd/resolve/resolv.conf");
    private static final List<String> FALLBACK = List.of("8.8.8.8", "8.8.4.4");
    private static final List<String> FALLBACK_V6 = List.of("2001:4860:4860::8888", "2001:4860:4860::8844");

    /** The host's; behind systemd-resolved the one with the real servers, as dockerd has it. */
    static ResolvConf host() {
        ResolvConf own = read(HOST);
        return own.nameservers().equals(List.of("127.0.0.53")) && Files.isReadable(BEHIND_SYSTEMD) ? read(BEHIND_SYSTEMD) : own;
    }

    private static ResolvConf read(Path file) {
        try {
            return new ResolvConf(Files.readString(file));
        } catch (NoSuchFileException e) {
            return new ResolvConf("");
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /** Builds one in dockerd's form. */
    static ResolvConf of(List<String> nameservers, List<String> search, List<String> options) {
        StringBuilder out = new StringBuilder();
        if (!search.isEmpty() && !search.equals(List.of("."))) {
            out.append("search ").append(String.join(" ", search)).append('\n');
        }
        nameservers.forEach(n -> out.append("nameserver ").append(n).append('\n'));
        if (!String.join("", options).isBlank()) {
            out.append("options ").append(String.join(" ", options)).append('\n');
        }
        return new ResolvConf(out.toString());
    }

    List<String> nameservers() {
        List<String> all = new ArrayList<>();
        words().stream().filter(w -> w.length > 1 && w[0].equals("nameserver")).forEach(w -> all.add(w[1]));
        return all;
    }

    /** Of several lines the last counts. */
    List<String> search() {
        List<String> last = List.of();
        for (String[] words : words()) {
            if (words[0].equals("search") || words[0].equals("domain")) {
                last = List.of(words).subList(1, words.length);
            }
        }
        return last;
    }

    List<String> options() {
        List<String> last = List.of();
        for (String[] words : words()) {
            if (words[0].equals("options")) {
                last = List.of(words).subList(1, words.length);
            }
        }
        return last;
    }

    private List<String[]> words() {
        return text.lines().map(String::strip).filter(l -> !l.isEmpty() && !l.startsWith("#") && !l.startsWith(";")).map(l -> l.split("\\s+")).toList();
    }

    /** Without servers that a container cannot reach: those on the host's loop-back, and those of IPv6 without IPv6. Public ones if none is left. */
    ResolvConf reachable(boolean v6) {
        List<String> lines = text.lines().filter(l -> {
            String[] words = l.strip().split("\\s+");
            boolean server = words.length > 1 && words[0].equals("nameserver");
            return !server || !isLoopback(words[1]) && (v6 || words[1].indexOf(':') < 0);
        }).toList();
        String kept = lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
        if (!new ResolvConf(kept).nameservers().isEmpty()) {
            return new ResolvConf(kept);
        }
        StringBuilder out = new StringBuilder(kept);
        FALLBACK.forEach(n -> out.append("nameserver ").append(n).append('\n'));
        if (v6) {
            FALLBACK_V6.forEach(n -> out.append("nameserver ").append(n).append('\n'));
        }
        return new ResolvConf(out.toString());
    }

    private static boolean isLoopback(String server) {
        return server.startsWith("127.") || server.equals("::1");
    }

    /** The same, asking the embedded server. */
    ResolvConf embedded(String server) {
        List<String> options = new ArrayList<>(options());
        if (options.stream().noneMatch(o -> o.startsWith("ndots:"))) {
            options.add("ndots:0");
        }
        return of(List.of(server), search(), options);
    }
}
