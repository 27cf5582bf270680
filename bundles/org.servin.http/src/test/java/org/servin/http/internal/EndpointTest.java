package org.servin.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.servin.http.internal.Endpoint.Scheme;

class EndpointTest {
    @Test
    void hostsAreUnderstood() {
        assertEquals(new Endpoint.Unix(Path.of("/run/x.sock")), Endpoint.parse("unix:///run/x.sock"));
        assertEquals(new Endpoint.Unix(Path.of("/run/x.sock")), Endpoint.parse("/run/x.sock"));
        assertEquals(new Endpoint.Tcp(Scheme.TCP, "127.0.0.1", 2375), Endpoint.parse("tcp://127.0.0.1:2375"));
        assertEquals(new Endpoint.Tcp(Scheme.TCP, "::1", 2376), Endpoint.parse("tcp://[::1]:2376/"));
        assertEquals(new Endpoint.Tcp(Scheme.HTTP, "::", 80), Endpoint.parse("http://[::]:80"));
        assertEquals(new Endpoint.Inherited("api"), Endpoint.parse("fd://api"));
        assertEquals("tcp://[::1]:1", new Endpoint.Tcp(Scheme.TCP, "::1", 1).toString());
    }

    @Test
    void whatIsNotSaidIsAsInDockerd() {
        assertEquals(new Endpoint.Tcp(Scheme.TCP, "localhost", 2376), Endpoint.parse("tcp://:2376"));
        assertEquals(new Endpoint.Tcp(Scheme.TCP, "localhost", 2375), Endpoint.parse("tcp://"));
        assertEquals(new Endpoint.Tcp(Scheme.TCP, "host", 2375), Endpoint.parse("tcp://host"));
        assertEquals(new Endpoint.Tcp(Scheme.HTTP, "::1", 2375), Endpoint.parse("http://[::1]"));
        assertEquals(new Endpoint.Tcp(Scheme.HTTPS, "host", 2376), Endpoint.parse("https://host"));
        assertEquals(new Endpoint.Inherited(""), Endpoint.parse("fd://"));
        assertEquals(new Endpoint.Inherited(""), Endpoint.parse("fd://*"));
    }

    @Test
    void inheritedSocketsAreMeantByNumberOrName() {
        assertTrue(new Endpoint.Inherited("").means(3, "api"));
        assertTrue(new Endpoint.Inherited("api").means(3, "api"));
        assertTrue(new Endpoint.Inherited("3").means(3, "api"));
        assertFalse(new Endpoint.Inherited("4").means(3, "api"));
        assertFalse(new Endpoint.Inherited("ap").means(3, "api"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "unix://relative", "unix://", "tcp://host:x", "tcp://host:70000", "tcp://::1:1", "tcp://[::1]x:1", "https://host:1/path", "tcp://user@host", "npipe://x", "host:1"})
    void otherHostsAreRefusedByName(String host) {
        String message = assertThrows(IllegalArgumentException.class, () -> Endpoint.parse(host)).getMessage();
        assertEquals("hosts: \"" + host + "\"", message.substring(0, host.length() + 9));
    }
}
