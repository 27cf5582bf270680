package org.servin.log.gelf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

/** What is refused and how it is said is dockerd 20.10.24's. */
class GelfOptionsTest {
    private static final String UDP = "udp://127.0.0.1:12201";
    private static final String TCP = "tcp://127.0.0.1:12201";

    private static Map<String, String> options(String address, String... pairs) {
        Map<String, String> options = new HashMap<>(Map.of("gelf-address", address));
        for (int i = 0; i < pairs.length; i += 2) {
            options.put(pairs[i], pairs[i + 1]);
        }
        return options;
    }

    private static void refused(String message, Map<String, String> options) {
        ServinException refused = assertThrows(ServinException.class, () -> GelfOptions.of(options));
        assertEquals(refused.getMessage().startsWith(LogOptions.FAILED) ? ErrorKind.INTERNAL : ErrorKind.INVALID_ARGUMENT, refused.kind());
        assertEquals(message, refused.getMessage());
    }

    @Test
    void defaults() {
        GelfOptions defaults = GelfOptions.of(options(UDP));
        assertEquals(Compression.GZIP, defaults.compression());
        assertEquals(1, defaults.level());
        assertEquals(3, defaults.maxReconnect());
        assertEquals(1, defaults.reconnectDelay());
        assertEquals("{{.ID}}", defaults.tag());
    }

    @Test
    void addresses() {
        refused("gelf-address is a required parameter", Map.of());
        refused("gelf-address is a required parameter", options(""));
        refused("gelf-address should be in form proto://address, got 127.0.0.1:12201", options("127.0.0.1:12201"));
        refused("gelf: please provide gelf-address as proto://host:port", options("udp://127.0.0.1"));
        refused("gelf: please provide gelf-address as proto://host:port", options("udp://::1:12201"));
        refused("gelf: endpoint needs to be TCP or UDP", options("unix:///x"));
        refused("gelf: endpoint needs to be TCP or UDP", options("tcp+tls://127.0.0.1:12201"));
        refused("parse \"udp://127.0.0.1:x\": invalid port \":x\" after host", options("udp://127.0.0.1:x"));
        assertEquals("::1", GelfOptions.of(options("udp://[::1]:12201")).address().host());
    }

    @Test
    void unknownOptions() {
        refused("unknown log opt \"foo\" for gelf log driver", options(UDP, "foo", "bar"));
    }

    @Test
    void compression() {
        assertEquals(Compression.ZLIB, GelfOptions.of(options(UDP, "gelf-compression-type", "zlib", "gelf-compression-level", "-1")).compression());
        assertEquals(9, GelfOptions.of(options(UDP, "gelf-compression-level", "9")).level());
        for (String bad : new String[] {"GZIP", "x", ""}) {
            refused("unknown value \"" + bad + "\" for log opt \"gelf-compression-type\" for gelf log driver", options(UDP, "gelf-compression-type", bad));
        }
        for (String bad : new String[] {"-2", "10", "x", ""}) {
            refused("unknown value \"" + bad + "\" for log opt \"gelf-compression-level\" for gelf log driver", options(UDP, "gelf-compression-level", bad));
        }
        refused("compression is only supported on UDP", options(TCP, "gelf-compression-type", "none"));
        refused("compression is only supported on UDP", options(TCP, "gelf-compression-level", "1"));
    }

    @Test
    void reconnection() {
        assertEquals(0, GelfOptions.of(options(TCP, "gelf-tcp-max-reconnect", "0")).maxReconnect());
        assertEquals(7, GelfOptions.of(options(TCP, "gelf-tcp-reconnect-delay", "7")).reconnectDelay());
        for (String key : new String[] {"gelf-tcp-max-reconnect", "gelf-tcp-reconnect-delay"}) {
            for (String bad : new String[] {"-1", "x", ""}) {
                refused("\"" + key + "\" must be a positive integer", options(TCP, key, bad));
            }
            refused("\"" + key + "\" is only valid for TCP", options(UDP, key, "1"));
        }
    }

    @Test
    void attributes() {
        refused("failed to initialize logging driver: template: log-tag:1:2: executing \"log-tag\" at <.Nope>: can't evaluate field Nope in type *logger.Info", options(UDP, "tag", "{{.Nope}}"));
        GelfOptions.of(options(UDP, "labels", "a", "labels-regex", "b", "env", "c", "env-regex", "d"));
    }
}
