package org.servin.auth.plugin.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {
    @TempDir
    Path folder;
    private Discovery discovery;

    @BeforeEach
    void folders() throws IOException {
        for (String name : List.of("run/p", "etc/p", "lib/p")) {
            Files.createDirectories(folder.resolve(name));
        }
        discovery = new Discovery(folder.resolve("run"), List.of(folder.resolve("etc"), folder.resolve("lib")));
    }

    private void file(String path, String text) throws IOException {
        Files.writeString(folder.resolve(path), text);
    }

    private void socket(String path) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve(path)));
        }
    }

    private String found() throws IOException {
        Address address = discovery.find("p");
        return address.socket().map(s -> folder.relativize(s).toString()).orElseGet(() -> address.url(""));
    }

    @Test
    void looksInDockerdsOrder() throws IOException {
        file("run/p.sock", "no socket");
        file("lib/p/p.json", "{\"Addr\": \"tcp://192.0.2.1:6\"}");
        assertEquals("http://192.0.2.1:6/", found());
        file("lib/p/p.spec", "tcp://192.0.2.1:5");
        assertEquals("http://192.0.2.1:5/", found());
        file("lib/p.json", "{\"Addr\": \"tcp://192.0.2.1:4\"}");
        file("etc/p.json", "{\"addr\": \"tcp://192.0.2.1:3\", \"Name\": \"q\"}");
        assertEquals("http://192.0.2.1:3/", found());
        file("etc/p/p.spec", " tcp://[2001:db8::1]:2\n");
        assertEquals("http://[2001:db8::1]:2/", found());
        file("etc/p.spec", "unix:///run/other.sock");
        assertEquals(Path.of("/run/other.sock"), discovery.find("p").socket().orElseThrow());
        socket("run/p/p.sock");
        assertEquals("run/p/p.sock", found());
        Files.delete(folder.resolve("run/p.sock"));
        socket("run/p.sock");
        assertEquals("run/p.sock", found());
    }

    @Test
    void aSocketThatIsMadeAnewIsAnother() throws IOException {
        socket("run/p.sock");
        Address first = discovery.find("p");
        assertEquals(first, discovery.find("p"));
        Files.delete(folder.resolve("run/p.sock"));
        socket("run/p.sock");
        assertTrue(!first.equals(discovery.find("p")));
    }

    @Test
    void readsTlsFiles() throws IOException {
        file("etc/p.json", "{\"Name\":\"p\",\"Addr\":\"https://plugin.example\",\"TLSConfig\":{\"InsecureSkipVerify\":false,\"CAFile\":\"/ca\",\"CertFile\":\"/cert\",\"KeyFile\":\"/key\"}}");
        Address address = discovery.find("p");
        assertEquals("https://plugin.example:443/", address.url(""));
        assertEquals(new TlsFiles(false, Optional.of(Path.of("/ca")), Optional.of(Path.of("/cert")), Optional.of(Path.of("/key"))), address.tls().orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"{\"Addr\":\"https://h\"}|true", "{\"Addr\":\"https://h\",\"TLSConfig\":{}}|true", "{\"Addr\":\"https://h\",\"TLSConfig\":null}|true",
        "{\"Addr\":\"https://h\",\"TLSConfig\":{\"CAFile\":\"/ca\",\"InsecureSkipVerify\":true}}|true", "{\"Addr\":\"https://h\",\"TLSConfig\":{\"CAFile\":\"/ca\"}}|false"})
    void withoutAnAuthorityAnybodyWillDoAsForDockerd(String json, boolean anybody) throws IOException {
        file("etc/p.json", json);
        assertEquals(anybody, discovery.find("p").tls().orElseThrow().anybody());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "plugin.example", "ftp://plugin.example", "tcp://", "http:", "://", "unix:relative", "\0", "tcp://a b"})
    void whatIsNoAddressIsAFailure(String text) throws IOException {
        file("etc/p.spec", text);
        assertThrows(IOException.class, () -> discovery.find("p"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "[", "{\"Addr\":1}", "{\"Addr\":\"\"}", "null"})
    void whatIsNoSpecificationIsAFailure(String text) throws IOException {
        file("etc/p.json", text);
        assertThrows(IOException.class, () -> discovery.find("p"));
    }

    @Test
    void takesNoEndlessSpecification() throws IOException {
        file("etc/p.spec", "x".repeat(70_000));
        assertTrue(assertThrows(IOException.class, () -> discovery.find("p")).getMessage().endsWith("is too large for a plugin's specification"));
    }
}
