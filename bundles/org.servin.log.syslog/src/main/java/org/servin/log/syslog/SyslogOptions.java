package org.servin.log.syslog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;
import org.servin.spi.log.option.TagTemplate;
import org.servin.spi.log.option.TransportAddress;

/**
 * A container's options for this driver. As with dockerd, labels and variables may be asked for, but are in no message, and their patterns are not looked at.
 *
 * @param address where to; empty for the machine's own syslog
 * @param facility see {@link Facility}
 * @param format how messages are written
 * @param tls certificates, only for an address of {@code tcp+tls}
 * @param tag the template of the tag
 */
record SyslogOptions(Optional<TransportAddress> address, int facility, SyslogFormat format, Optional<TlsFiles> tls, String tag) {
    /** The options' names. */
    static final Set<String> NAMES = Set.of("syslog-address", "syslog-facility", "syslog-format", "syslog-tls-ca-cert", "syslog-tls-cert", "syslog-tls-key",
            "syslog-tls-skip-verify", "tag", "labels", "labels-regex", "env", "env-regex");
    private static final String ADDRESS = "syslog-address";
    private static final Set<String> NO = Set.of("0", "f", "F", "FALSE", "false", "False");

    /**
     * Reads and checks them. INVALID_ARGUMENT naming what is wrong. Certificates are read, so that a wrong path stops a container's start, as with dockerd; a socket need not be there yet,
     * but its folder must.
     */
    static SyslogOptions of(Map<String, String> given) {
        LogOptions options = LogOptions.of("syslog", NAMES, given);
        Optional<TransportAddress> address = options.text(ADDRESS).filter(a -> !a.isEmpty()).map(a -> TransportAddress.of(ADDRESS, a));
        address.filter(a -> a.scheme().startsWith("unix")).ifPresent(SyslogOptions::checkFolder);
        int facility = Facility.number(options.text("syslog-facility", "daemon"));
        SyslogFormat format = SyslogFormat.of(options.text("syslog-format", ""));
        Optional<TlsFiles> tls = address.filter(a -> a.scheme().equals("tcp+tls")).map(a -> tls(options));
        tls.ifPresent(TlsFiles::context);
        String tag = options.text("tag", "{{.ID}}");
        TagTemplate.check(tag);
        return new SyslogOptions(address, facility, format, tls, tag);
    }

    private static void checkFolder(TransportAddress address) {
        Path folder = Path.of(address.path()).getParent();
        if (folder == null || !Files.isDirectory(folder)) {
            throw ServinException.invalid("stat " + address.path() + ": no such file or directory");
        }
    }

    private static TlsFiles tls(LogOptions options) {
        // dockerd skips the verification whenever the option is there: for it, "false" is the same as "true"
        boolean skipVerify = options.text("syslog-tls-skip-verify").filter(text -> !NO.contains(text)).isPresent();
        return new TlsFiles(options.text("syslog-tls-ca-cert", ""), options.text("syslog-tls-cert", ""), options.text("syslog-tls-key", ""), skipVerify);
    }
}
