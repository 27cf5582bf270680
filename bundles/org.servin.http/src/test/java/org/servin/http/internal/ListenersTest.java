package org.servin.http.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.ServiceReference;
import org.servin.http.HttpApplication;
import org.servin.linux.pem.PemFiles;

@Timeout(30)
class ListenersTest {
    @TempDir
    Path folder;

    /** An application that says who asks. */
    private static final HttpApplication WHO = x -> x.output().write((x.peer().transport() + " "
            + (x.peer().certificates().isEmpty() ? "nobody" : x.peer().certificates().get(0).getSubjectX500Principal().getName())).getBytes(StandardCharsets.UTF_8));

    private static ListenerSettings settings(Map<String, Object> values) {
        return (ListenerSettings) Proxy.newProxyInstance(ListenersTest.class.getClassLoader(), new Class<?>[] {ListenerSettings.class},
                (p, m, a) -> m.getDeclaringClass() == Annotation.class ? null : values.getOrDefault(m.getName(), m.getDefaultValue()));
    }

    private static HttpListenersComponent listen(Map<String, Object> values) throws IOException {
        Map<String, Object> all = new HashMap<>(Map.of("group", ""));
        all.putAll(values);
        return new HttpListenersComponent(settings(all));
    }

    @SuppressWarnings("unchecked")
    private static ServiceReference<HttpApplication> reference() {
        return (ServiceReference<HttpApplication>) Proxy.newProxyInstance(ListenersTest.class.getClassLoader(), new Class<?>[] {ServiceReference.class},
                (p, m, a) -> m.getName().equals("compareTo") ? 0 : null);
    }

    private static String ask(InputStream in, OutputStream out) throws IOException {
        return ask(in, out, "d");
    }

    private static String ask(InputStream in, OutputStream out, String host) throws IOException {
        out.write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
        String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    private static String askUnix(Path socket) throws IOException {
        return askUnix(socket, "d");
    }

    private static String askUnix(Path socket, String host) throws IOException {
        try (SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            c.connect(UnixDomainSocketAddress.of(socket));
            return ask(Channels.newInputStream(c), Channels.newOutputStream(c), host);
        }
    }

    /** The docker command 20.10 sends an empty Host when it hijacks; others send the socket's path as it is or escaped. */
    @Test
    void whateverClientsCallTheHostOfASocketIsTaken() throws IOException {
        Path socket = folder.resolve("s");
        HttpListenersComponent l = listen(Map.of("hosts", new String[] {"unix://" + socket}));
        try {
            l.addApplication(WHO, reference());
            for (String host : new String[] {"", "docker", "%2Frun%2Fservin.sock", "/run/servin.sock", "localhost:2375"}) {
                assertEquals("unix nobody", askUnix(socket, host), host);
            }
        } finally {
            l.close();
        }
    }

    /** Two at once, so that nobody is taken for another. */
    @Test
    void theProcessThatConnectsIsKnown() throws Exception {
        Path socket = folder.resolve("s");
        HttpListenersComponent l = listen(Map.of("hosts", new String[] {"unix://" + socket}));
        try (SocketChannel own = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            l.addApplication(x -> x.output().write(x.peer().credentials().orElseThrow().toString().getBytes(StandardCharsets.UTF_8)), reference());
            Process other = new ProcessBuilder("curl", "-s", "--unix-socket", socket.toString(), "http://d/").start();
            String uid = Files.getAttribute(Path.of("/proc/self"), "unix:uid").toString();
            String gid = Files.getAttribute(Path.of("/proc/self"), "unix:gid").toString();
            String form = "UnixCredentials[uid=" + uid + ", gid=" + gid + ", pid=%d]";
            assertEquals(String.format(form, other.pid()), new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertEquals(String.format(form, ProcessHandle.current().pid()), ask(Channels.newInputStream(own), Channels.newOutputStream(own)));
        } finally {
            l.close();
        }
    }

    @Test
    void clientsOfTheOldProtocolNeedNameNoHost() throws IOException {
        Path socket = folder.resolve("s");
        HttpListenersComponent l = listen(Map.of("hosts", new String[] {"unix://" + socket}));
        try (SocketChannel c = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            l.addApplication(WHO, reference());
            c.write(ByteBuffer.wrap("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            String answer = new String(Channels.newInputStream(c).readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 200 ") && answer.endsWith("\r\n\r\nunix nobody"), answer);
        } finally {
            l.close();
        }
    }

    /** A client that sends all of its body before it reads the answer gets that, also when the application looked at the beginning only. */
    @Test
    @Timeout(60)
    void aBodyThatTheApplicationGaveUpIsTakenToItsEnd() throws Exception {
        Path socket = folder.resolve("s");
        CompletableFuture<Void> answered = new CompletableFuture<>();
        HttpListenersComponent l = listen(Map.of("hosts", new String[] {"unix://" + socket}));
        try (SocketChannel c = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            l.addApplication(x -> {
                x.body().read();
                x.body().close();
                x.status(500);
                answered.complete(null);
            }, reference());
            byte[] body = new byte[250_000];
            c.write(ByteBuffer.wrap(("POST / HTTP/1.1\r\nHost: d\r\nContent-Length: " + body.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII)));
            c.write(ByteBuffer.wrap(body, 0, 1000));
            answered.join();
            for (int at = 1000; at < body.length; at += 1000) {
                c.write(ByteBuffer.wrap(body, at, 1000));
            }
            InputStream in = Channels.newInputStream(c);
            assertEquals("HTTP/1.1 500 ", new String(in.readNBytes(13), StandardCharsets.US_ASCII));
        } finally {
            l.close();
        }
    }

    /** A unix socket that is closed while something is left in it gives its peer an error in place of the end. */
    @Test
    @Timeout(60)
    void whatNobodyReadDoesNotSpoilTheEnd() throws Exception {
        Path socket = folder.resolve("s");
        CompletableFuture<Void> sent = new CompletableFuture<>();
        HttpListenersComponent l = listen(Map.of("hosts", new String[] {"unix://" + socket}));
        try (SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            l.addApplication(x -> x.hijack("HTTP/1.1 101 UPGRADED\r\n\r\n".getBytes(StandardCharsets.US_ASCII), stream -> sent.join()), reference());
            c.connect(UnixDomainSocketAddress.of(socket));
            c.write(ByteBuffer.wrap("POST / HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n".getBytes(StandardCharsets.US_ASCII)));
            InputStream in = Channels.newInputStream(c);
            assertEquals("HTTP/1.1 101 UPGRADED\r\n\r\n", new String(in.readNBytes(25), StandardCharsets.US_ASCII));
            c.write(ByteBuffer.wrap(new byte[50_000]));
            sent.complete(null);
            assertEquals(-1, in.read());
        } finally {
            l.close();
        }
    }

    @Test
    void aUnixSocketIsForItsOwnersOnly() throws IOException {
        Path socket = folder.resolve("s");
        HttpListenersComponent l = listen(Map.of("hosts", new String[] {"unix://" + socket}));
        try {
            assertEquals("rw-rw----", PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)));
            l.addApplication(WHO, reference());
            assertEquals("unix nobody", askUnix(socket));
            assertEquals("unix://" + socket, l.endpoints().get(0));
            IOException taken = assertThrows(IOException.class, () -> listen(Map.of("hosts", new String[] {"unix://" + socket})));
            assertEquals("cannot listen on unix://" + socket + ": another process answers there", taken.getMessage());
            assertEquals("unix nobody", askUnix(socket));
        } finally {
            l.close();
        }
        assertFalse(Files.exists(socket));
    }

    @Test
    void whatADeadServerLeftIsRemovedAndNothingElse() throws IOException {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(socket));
        }
        assertTrue(Files.exists(socket));
        listen(Map.of("hosts", new String[] {"unix://" + socket})).close();
        Path file = Files.createFile(folder.resolve("f"));
        assertThrows(IOException.class, () -> listen(Map.of("hosts", new String[] {"unix://" + file})));
        assertTrue(Files.exists(file));
    }

    @Test
    void requestsWaitForAnApplication() throws Exception {
        Path socket = folder.resolve("s");
        HttpListenersComponent l = listen(Map.of("hosts", new String[] {"unix://" + socket}));
        try {
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return askUnix(socket);
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            l.addApplication(WHO, reference());
            assertEquals("unix nobody", answer.get());
        } finally {
            l.close();
        }
    }

    @Test
    void openTcpNeedsConsent() throws IOException {
        String[] hosts = {"tcp://127.0.0.1:0"};
        assertTrue(assertThrows(IOException.class, () -> listen(Map.of("hosts", hosts))).getMessage().contains("allow-unauthenticated-tcp"));
        HttpListenersComponent l = listen(Map.of("hosts", hosts, "allow$_$unauthenticated$_$tcp", true));
        try (Socket s = connect(l)) {
            l.addApplication(WHO, reference());
            assertEquals("tcp nobody", ask(s.getInputStream(), s.getOutputStream()));
        } finally {
            l.close();
        }
    }

    /** Credentials of another kind replace consent, and their way has to be said. */
    @Test
    void openTcpIsForThoseWhoAreAskedWhoTheyAre() throws IOException {
        String[] hosts = {"http://127.0.0.1:0"};
        assertThrows(IOException.class, () -> listen(Map.of("hosts", hosts, "authentication", new String[] {"none"})));
        assertThrows(IOException.class, () -> listen(Map.of("hosts", hosts, "tlsverify", true)));
        HttpListenersComponent l = listen(Map.of("hosts", hosts, "authentication", new String[] {"jwt"}));
        try (Socket s = connect(l)) {
            l.addApplication(WHO, reference());
            assertEquals("tcp nobody", ask(s.getInputStream(), s.getOutputStream()));
        } finally {
            l.close();
        }
    }

    private static Socket connect(HttpListenersComponent l) throws IOException {
        return new Socket("127.0.0.1", URI.create(l.endpoints().get(0)).getPort());
    }

    @Test
    void aTakenPortIsSaid() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            String host = "tcp://0.0.0.0:" + other.getLocalPort();
            IOException e = assertThrows(IOException.class, () -> listen(Map.of("hosts", new String[] {host}, "allow$_$unauthenticated$_$tcp", true)));
            assertEquals("cannot listen on " + host + ": Address already in use", e.getMessage());
        }
    }

    private static Path file(String name) throws URISyntaxException {
        return Path.of(ListenersTest.class.getResource("/tls/" + name).toURI());
    }

    @Test
    void clientsProveThemselvesByCertificate() throws Exception {
        HttpListenersComponent l = listen(Map.of("hosts", new String[] {"tcp://127.0.0.1:0"}, "tlsverify", true, "tlscacert", file("ca.pem").toString(),
                "tlscert", file("server.pem").toString(), "tlskey", file("server-key-pkcs1.pem").toString()));
        try {
            l.addApplication(WHO, reference());
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(PemFiles.identity(file("client.pem"), file("client-key.pem")), new char[0]);
            try (Socket s = tls(l, keys.getKeyManagers())) {
                assertTrue(ask(s.getInputStream(), s.getOutputStream()).startsWith("tls "));
            }
            try (Socket s = tls(l, new KeyManager[0])) {
                assertThrows(IOException.class, () -> ask(s.getInputStream(), s.getOutputStream()));
            }
        } finally {
            l.close();
        }
    }

    private static Socket tls(HttpListenersComponent l, KeyManager[] keys) throws IOException, GeneralSecurityException, URISyntaxException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(PemFiles.authorities(file("ca.pem")));
        SSLContext c = SSLContext.getInstance("TLS");
        c.init(keys, trust.getTrustManagers(), null);
        return c.getSocketFactory().createSocket("127.0.0.1", URI.create(l.endpoints().get(0)).getPort());
    }

    @Test
    void keysOfAllFormsAreRead() throws Exception {
        assertEquals(1, PemFiles.identity(file("server.pem"), file("server-key.pem")).size());
        assertEquals(1, PemFiles.identity(file("ec.pem"), file("ec-key.pem")).size());
        assertThrows(IOException.class, () -> PemFiles.identity(file("server.pem"), file("server.pem")));
        assertThrows(IOException.class, () -> PemFiles.authorities(file("client-key.pem")));
    }
}
