package org.servin.log.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/** What is refused and how it is said is dockerd 20.10.24's, but for what {@link SyslogOptions} says of files. */
class SyslogOptionsTest {
    private static final String UDP = "udp://127.0.0.1";
    private static final String TLS = "tcp+tls://127.0.0.1";
    @TempDir
    Path folder;

    private static Map<String, String> options(String... pairs) {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            options.put(pairs[i], pairs[i + 1]);
        }
        return options;
    }

    private static void refused(String message, String... pairs) {
        ServinException refused = assertThrows(ServinException.class, () -> SyslogOptions.of(options(pairs)));
        assertEquals(refused.getMessage().startsWith(LogOptions.FAILED) ? ErrorKind.INTERNAL : ErrorKind.INVALID_ARGUMENT, refused.kind());
        assertEquals(message, refused.getMessage());
    }

    @Test
    void defaults() {
        SyslogOptions defaults = SyslogOptions.of(Map.of());
        assertTrue(defaults.address().isEmpty());
        assertTrue(defaults.tls().isEmpty());
        assertEquals(3, defaults.facility());
        assertEquals(SyslogFormat.LOCAL, defaults.format());
        assertEquals("{{.ID}}", defaults.tag());
        assertEquals(defaults, SyslogOptions.of(options("syslog-address", "", "syslog-facility", "", "syslog-format", "", "tag", "")));
    }

    @Test
    void unknownOptions() {
        refused("unknown log opt 'foo' for syslog log driver", "foo", "bar", "syslog-address", UDP);
    }

    @Test
    void addresses() {
        refused("syslog-address should be in form proto://address, got 127.0.0.1:514", "syslog-address", "127.0.0.1:514");
        refused("parse \"udp://127.0.0.1:x\": invalid port \":x\" after host", "syslog-address", "udp://127.0.0.1:x");
        refused("stat : no such file or directory", "syslog-address", "unix://");
        refused("stat /nonexistent/log: no such file or directory", "syslog-address", "unixgram:///nonexistent/log");
        assertEquals(folder.resolve("later").toString(), SyslogOptions.of(options("syslog-address", "unix://" + folder.resolve("later"))).address().orElseThrow().path());
    }

    @Test
    void facilities() {
        String[] names = {"kern", "0", "user", "1", "daemon", "3", "authpriv", "10", "ftp", "11", "local0", "16", "local7", "23", "+3", "3", "03", "3"};
        for (int i = 0; i < names.length; i += 2) {
            assertEquals(Integer.parseInt(names[i + 1]), SyslogOptions.of(options("syslog-facility", names[i])).facility(), names[i]);
        }
        for (String bad : new String[] {"KERN", "24", "-1", "x", " 3", "security", "local8", "99999999999"}) {
            refused("invalid syslog facility", "syslog-facility", bad);
        }
    }

    @Test
    void formats() {
        assertEquals(SyslogFormat.RFC3164, SyslogOptions.of(options("syslog-format", "rfc3164")).format());
        assertEquals(SyslogFormat.RFC5424, SyslogOptions.of(options("syslog-format", "rfc5424")).format());
        assertEquals(SyslogFormat.RFC5424_MICRO, SyslogOptions.of(options("syslog-format", "rfc5424micro")).format());
        refused("Invalid syslog format", "syslog-format", "RFC3164");
        refused("Invalid syslog format", "syslog-format", "x");
    }

    @Test
    void certificatesCountForTlsOnly() throws IOException {
        assertTrue(SyslogOptions.of(options("syslog-address", UDP, "syslog-tls-ca-cert", "/nonexistent", "syslog-tls-skip-verify", "x")).tls().isEmpty());
        String failed = "failed to initialize logging driver: ";
        refused(failed + "could not read CA certificate \"/nonexistent\": open /nonexistent: no such file or directory", "syslog-address", TLS, "syslog-tls-ca-cert", "/nonexistent");
        Path bad = Files.writeString(folder.resolve("bad"), "no certificate");
        refused(failed + "failed to append certificates from PEM file: \"" + bad + "\"", "syslog-address", TLS, "syslog-tls-ca-cert", bad.toString());
        refused(failed + "Could not load X509 key pair: open : no such file or directory", "syslog-address", TLS, "syslog-tls-key", bad.toString());
        refused(failed + "Could not load X509 key pair: open /nonexistent: no such file or directory", "syslog-address", TLS, "syslog-tls-cert", bad.toString(), "syslog-tls-key", "/nonexistent");
    }

    @Test
    void verificationIsSkippedOnlyForThoseWhoWantThat() {
        assertFalse(SyslogOptions.of(options("syslog-address", TLS)).tls().orElseThrow().skipVerify());
        assertTrue(SyslogOptions.of(options("syslog-address", TLS, "syslog-tls-skip-verify", "true")).tls().orElseThrow().skipVerify());
        assertTrue(SyslogOptions.of(options("syslog-address", TLS, "syslog-tls-skip-verify", "")).tls().orElseThrow().skipVerify());
        assertFalse(SyslogOptions.of(options("syslog-address", TLS, "syslog-tls-skip-verify", "false")).tls().orElseThrow().skipVerify());
    }

    @Test
    void attributes() {
        SyslogOptions.of(options("labels", "a", "labels-regex", "(", "env", "c", "env-regex", "(", "tag", "{{.Name}}"));
        refused("failed to initialize logging driver: template: log-tag:1:2: executing \"log-tag\" at <.Nope>: can't evaluate field Nope in type *logger.Info", "tag", "{{.Nope}}");
        refused("failed to initialize logging driver: template: log-tag:1: unclosed action", "tag", "{{.Name");
    }
}
