package org.servin.spi.log.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** What is refused is what dockerd 20.10.24 refuses, in its words. */
class TransportAddressTest {
    private static void refused(String text, String message) {
        ServinException refused = assertThrows(ServinException.class, () -> TransportAddress.of("x-address", text));
        assertEquals(refused.getMessage().startsWith(LogOptions.FAILED) ? ErrorKind.INTERNAL : ErrorKind.INVALID_ARGUMENT, refused.kind());
        assertEquals(message, refused.getMessage());
    }

    @Test
    void read() {
        assertEquals(new TransportAddress("udp", "127.0.0.1", 514, ""), TransportAddress.of("x", "udp://127.0.0.1:514"));
        assertEquals(new TransportAddress("tcp", "logs.example", -1, "/path"), TransportAddress.of("x", "tcp://logs.example/path?query#fragment"));
        assertEquals(new TransportAddress("tcp+tls", "::1", 6514, ""), TransportAddress.of("x", "tcp+tls://[::1]:6514"));
        assertEquals(new TransportAddress("udp", "::1", -1, ""), TransportAddress.of("x", "udp://[::1]"));
        assertEquals(new TransportAddress("udp", "", -1, ""), TransportAddress.of("x", "udp://"));
        assertEquals(new TransportAddress("udp", "h", 0, ""), TransportAddress.of("x", "udp://h:"));
        assertEquals(new TransportAddress("unix", "", -1, "/dev/log"), TransportAddress.of("x", "unix:///dev/log"));
        assertEquals(new TransportAddress("unixgram", "", -1, "/run/a/log"), TransportAddress.of("x", "unixgram:///run/a/log"));
        assertEquals(new TransportAddress("unix", "dev", -1, ""), TransportAddress.of("x", "unix://dev"));
    }

    @Test
    void refused() {
        refused("127.0.0.1:514", "x-address should be in form proto://address, got 127.0.0.1:514");
        refused("http://127.0.0.1", "x-address should be in form proto://address, got http://127.0.0.1");
        refused("UDP://127.0.0.1", "x-address should be in form proto://address, got UDP://127.0.0.1");
        refused("udp://127.0.0.1:x", "parse \"udp://127.0.0.1:x\": invalid port \":x\" after host");
        refused("udp://::1", "address ::1: too many colons in address");
        refused("udp://::1:514", "address ::1:514: too many colons in address");
        refused("udp://a b", "parse \"udp://a b\": invalid character \" \" in host name");
        refused("udp://%zz", "parse \"udp://%zz\": invalid URL escape \"%zz\"");
        refused("udp://127.0.0.1:99999", "failed to initialize logging driver: dial udp: address 99999: invalid port");
        refused("tcp://127.0.0.1:65536", "failed to initialize logging driver: dial tcp: address 65536: invalid port");
    }
}
