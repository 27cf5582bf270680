package org.servin.log.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentProxiesTest {
    private final EnvironmentProxies proxies = new EnvironmentProxies(Map.of("HTTPS_PROXY", "http://user:secret@proxy.example:3128", "http_proxy", "other.example",
            "NO_PROXY", "corp.example, .only-below.example,10.1.2.3,*.starred.example,ported.example:8443"));

    @ParameterizedTest
    @CsvSource({
        "https://logs.eu-west-1.amazonaws.com/, proxy.example:3128",
        "http://logs.eu-west-1.amazonaws.com/, other.example:80",
        "https://localhost/, DIRECT",
        "https://127.0.0.1:1/, DIRECT",
        "https://corp.example/, DIRECT",
        "https://a.corp.example/, DIRECT",
        "https://acorp.example/, proxy.example:3128",
        "https://a.only-below.example/, DIRECT",
        "https://only-below.example/, proxy.example:3128",
        "https://10.1.2.3/, DIRECT",
        "https://a.starred.example/, DIRECT",
        "https://ported.example/, proxy.example:3128",
        "https://ported.example:8443/, DIRECT",
    })
    void selects(URI uri, String proxy) {
        String address = String.valueOf(proxies.select(uri).get(0).address()).replace("/<unresolved>", "");
        assertEquals(proxy.equals("DIRECT") ? "null" : proxy, address);
    }

    @ParameterizedTest
    @CsvSource({"https://logs.eu-west-1.amazonaws.com/"})
    void everythingCanBeDirect(URI uri) {
        assertEquals(null, new EnvironmentProxies(Map.of("https_proxy", "proxy.example", "no_proxy", "*")).select(uri).get(0).address());
        assertEquals(null, new EnvironmentProxies(Map.of()).select(uri).get(0).address());
    }
}
