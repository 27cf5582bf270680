package org.servin.image.internal.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.spi.ServinException;

class ProxiesTest {
    private static String way(Proxies proxies, String uri) {
        return proxies.hop(URI.create(uri)).map(hop -> hop.host() + ":" + hop.port()).orElse("direct");
    }

    @ParameterizedTest
    @CsvSource({"example.com,https://example.com/,direct", "example.com,https://a.example.com/,direct", "example.com,https://notexample.com/,p:8080", ".example.com,https://example.com/,p:8080",
            ".example.com,https://a.example.com/,direct", "*.example.com,https://a.example.com/,direct", "*.example.com,https://example.com/,p:8080", "example.com:5000,https://example.com:5000/,direct",
            "example.com:5000,https://example.com/,p:8080", "example.com:443,https://example.com/,direct", "EXAMPLE.com,https://example.COM/,direct", "192.0.2.7,https://192.0.2.7/,direct",
            "192.0.2.7:5000,https://192.0.2.7:5000/,direct", "192.0.2.7,https://192.0.2.8/,p:8080", "192.0.2.0/24,https://192.0.2.8/,direct", "192.0.2.0/24,https://192.0.3.8/,p:8080",
            "2001:db8::/32,'https://[2001:db8::1]:5000/',direct", "2001:db8::1,'https://[2001:db8:0::1]/',direct", "*,https://example.com/,direct", "x,https://localhost/,direct",
            "x,https://127.1.2.3:5000/,direct", "x,'https://[::1]/',direct"})
    void leavesOutWhatIsToBeReachedDirectly(String none, String uri, String way) {
        assertEquals(way, way(Proxies.of(List.of("https-proxy=http://p:8080", "no-proxy=y, " + none), name -> null), uri));
    }

    @Test
    void takesSettingsBeforeTheEnvironment() {
        Map<String, String> environment = Map.of("HTTP_PROXY", "capital:1", "http_proxy", "small:2", "https_proxy", "ftp://no", "no_proxy", "a");
        Proxies proxies = Proxies.of(List.of(), environment::get);
        assertEquals("capital:1", way(proxies, "http://example.com/"));
        assertEquals("direct", way(proxies, "http://a/"));
        assertEquals("set:80", way(Proxies.of(List.of("http-proxy=http://set"), environment::get), "http://example.com/"));
        assertEquals("direct", way(Proxies.NONE, "http://example.com/"));
        assertThrows(ServinException.class, () -> way(proxies, "https://example.com/"), "no proxy can be spoken to so");
        assertEquals("s:443", way(Proxies.of(List.of("https-proxy=https://s"), environment::get), "https://example.com/"));
        assertEquals("s:1080", way(Proxies.of(List.of("https-proxy=socks5://s"), environment::get), "https://example.com/"));
        assertEquals("u:p", Proxies.of(List.of("http-proxy=http://u:p@h"), name -> null).hop(URI.create("http://x/")).orElseThrow().login());
    }
}
