package org.servin.core.internal.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import org.servin.spi.ServinException;

/** The text of a container's hosts(5), as dockerd writes it. */
final class HostsFile {
    private static final String COMMON = """
            127.0.0.1\tlocalhost
            ::1\tlocalhost ip6-localhost ip6-loopback
            fe00::0\tip6-localnet
            ff00::0\tip6-mcastprefix
            ff02::1\tip6-allnodes
            ff02::2\tip6-allrouters
            """;
    private static final Collector<CharSequence, ?, String> LINES = Collectors.joining("\n", "", "\n");
    private static final Path HOST = Path.of("/etc/hosts");

    private HostsFile() { }

    /** One line: an address and its names. */
    record Entry(String address, String names) { }

    /** A container with a network of its own: others first, then its own addresses. */
    static String own(List<Entry> others, List<String> addresses, String hostname, String domainname) {
        StringBuilder out = new StringBuilder(COMMON);
        others.forEach(e -> line(out, e));
        String full = domainname.isEmpty() ? hostname : hostname + "." + domainname;
        int dot = full.indexOf('.');
        String names = dot < 0 ? full : full + " " + full.substring(0, dot);
        addresses.forEach(a -> line(out, new Entry(a, names)));
        return out.toString();
    }

    /** A file's text with another address for a name that comes first in its line; as it is if there is no such line. */
    static String moved(String text, String name, String address) {
        return text.lines().map(line -> isOf(line, name) ? address + line.substring(line.indexOf('\t')) : line).collect(LINES);
    }

    /** A file's text without the lines in which a name comes first. */
    static String without(String text, String name) {
        return text.lines().filter(line -> !isOf(line, name)).collect(LINES);
    }

    private static boolean isOf(String line, String name) {
        int tab = line.indexOf('\t');
        return tab >= 0 && (line.substring(tab + 1) + " ").startsWith(name + " ");
    }

    /** The host's own, for a container on the host's network that adds nothing: with additions dockerd begins anew there too. */
    static String host() {
        try {
            return Files.readString(HOST);
        } catch (NoSuchFileException e) {
            return COMMON;
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + HOST + ": " + e.getMessage(), e);
        }
    }

    private static void line(StringBuilder out, Entry entry) {
        out.append(entry.address()).append('\t').append(entry.names()).append('\n');
    }
}
