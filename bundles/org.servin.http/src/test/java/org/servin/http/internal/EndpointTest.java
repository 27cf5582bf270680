package org.servin.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @Test
    void hostsAreUnderstood() {
        assertEquals(new Endpoint.Unix(Path.of("/run/x.sock")), Endpoint.parse("unix:///run/x.sock"));
        assertEquals(new Endpoint.Tcp("127.0.0.1", 2375), Endpoint.parse("tcp://127.0.0.1:2375"));
        assertEquals(new Endpoint.Tcp("::1", 2376), Endpoint.parse("tcp://[::1]:2376/"));
        assertEquals(new Endpoint.Tcp("", 2376), Endpoint.parse("tcp://:2376"));
        assertEquals("tcp://[::1]:1", new Endpoint.Tcp("::1", 1).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fd://", "unix://relative", "tcp://", "tcp://host", "tcp://host:x", "tcp://host:70000", "http://host:1"})
    void otherHostsAreRefusedByName(String host) {
        String message = assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(host)).getMessage();
        assertEquals("hosts: \"" + host + "\"", message.substring(0, host.length() + 9));
    }
}
