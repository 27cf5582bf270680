package org.servin.log.fluentd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.log.fluentd.FluentdAddress.Network;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.LogOptions;

class FluentdOptionsTest {
    private static Map<String, String> options(String text) {
        Map<String, String> options = new HashMap<>();
        for (String option : text.split(" ")) {
            options.put(option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
        }
        return options;
    }

    @Test
    void defaults() {
        assertEquals(new FluentdOptions(new FluentdAddress(Network.TCP, "127.0.0.1", 24224, ""), false, Integer.MAX_VALUE, 0, Long.MAX_VALUE, false, false), FluentdOptions.of(Map.of()));
        assertEquals(FluentdOptions.of(Map.of()), FluentdOptions.of(options("fluentd-address= fluentd-async= fluentd-buffer-limit= fluentd-retry-wait= fluentd-max-retries= fluentd-request-ack=")));
    }

    @Test
    void takesEachOption() {
        FluentdOptions all = FluentdOptions.of(options("fluentd-address=unix:///run/f.sock fluentd-async=true fluentd-buffer-limit=8k fluentd-retry-wait=1s500ms fluentd-max-retries=7 "
                + "fluentd-request-ack=true fluentd-sub-second-precision=true tag={{.Name}} labels=a env=b labels-regex=^c env-regex=^d"));
        assertEquals(new FluentdOptions(new FluentdAddress(Network.UNIX, "", 0, "/run/f.sock"), true, 8192, 1_500_000_000L, 7, true, true), all);
        assertEquals(true, FluentdOptions.of(options("fluentd-async-connect=1")).async());
        assertEquals(13, FluentdOptions.of(options("fluentd-max-retries=0")).maxRetries());
        assertEquals(Integer.MAX_VALUE, FluentdOptions.of(options("fluentd-buffer-limit=8G")).bufferLimit());
    }

    @ParameterizedTest
    @CsvSource({"localhost,TCP,localhost,24224", "h:1,TCP,h,1", ":24225,TCP,127.0.0.1,24225", "tcp://127.0.0.1,TCP,127.0.0.1,24224", "tcp://127.0.0.1:1/path,TCP,127.0.0.1,1",
            "[::1]:7,TCP,::1,7", "[::1],TCP,::1,24224", "tcp+tls://h:2,TLS,h,2", "tls://h,TLS,h,24224", "tcp://[::1]:9,TCP,::1,9"})
    void readsAddresses(String text, Network network, String host, int port) {
        assertEquals(new FluentdAddress(network, host, port, ""), FluentdAddress.parse(text));
    }

    /** What dockerd 20.10.24 says to the same options, when the container is created or, with the prefix, when it is started. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "bogus=1|unknown log opt 'bogus' for fluentd log driver",
            "fluentd-async-reconnect-interval=1s|unknown log opt 'fluentd-async-reconnect-interval' for fluentd log driver",
            "fluentd-address=localhost:abc|invalid fluentd-address localhost:abc: strconv.Atoi: parsing \"abc\": invalid syntax",
            "fluentd-address=tcp://1.2.3.4:x|invalid fluentd-address tcp://1.2.3.4:x: parse \"tcp://1.2.3.4:x\": invalid port \":x\" after host",
            "fluentd-address=tcp://%zz:1|invalid fluentd-address tcp://%zz:1: parse \"tcp://%zz:1\": invalid URL escape \"%zz\"",
            "fluentd-address=http://127.0.0.1:1|invalid fluentd-address http://127.0.0.1:1: address http://127.0.0.1:1: too many colons in address",
            "fluentd-address=a:b:c|invalid fluentd-address a:b:c: address a:b:c: too many colons in address",
            "fluentd-address=::1|invalid fluentd-address ::1: address ::1: too many colons in address",
            "fluentd-address=localhost:99999|failed to initialize logging driver: dial tcp: address 99999: invalid port",
            "fluentd-address=udp://127.0.0.1:1|failed to initialize logging driver: unknown network udp",
            "fluentd-address=unixgram:///nowhere|failed to initialize logging driver: unknown network unixgram",
            "fluentd-address=unix://|failed to initialize logging driver: dial unix: missing address",
            "fluentd-async=maybe|strconv.ParseBool: parsing \"maybe\": invalid syntax",
            "fluentd-async-connect=maybe|strconv.ParseBool: parsing \"maybe\": invalid syntax",
            "fluentd-async=false fluentd-async-connect=true|conflicting options: cannot specify both 'fluentd-async' and 'fluentd-async-connect",
            "fluentd-buffer-limit=-1|invalid size: '-1'",
            "fluentd-retry-wait=5|time: missing unit in duration \"5\"",
            "fluentd-max-retries=x|strconv.ParseUint: parsing \"x\": invalid syntax",
            "fluentd-request-ack=x|strconv.ParseBool: parsing \"x\": invalid syntax",
            "fluentd-sub-second-precision=x|strconv.ParseBool: parsing \"x\": invalid syntax",
            "tag={{.Foo}}|failed to initialize logging driver: template: log-tag:1:2: executing \"log-tag\" at <.Foo>: can't evaluate field Foo in type *logger.Info"})
    void refusesInDockerdsWords(String options, String message) {
        ServinException refusal = assertThrows(ServinException.class, () -> FluentdOptions.of(options(options)));
        assertEquals(message, refusal.getMessage());
        assertEquals(refusal.getMessage().startsWith(LogOptions.FAILED) ? ErrorKind.INTERNAL : ErrorKind.INVALID_ARGUMENT, refusal.kind());
    }
}
