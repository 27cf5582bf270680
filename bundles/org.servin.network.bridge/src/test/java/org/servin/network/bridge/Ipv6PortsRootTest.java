package org.servin.network.bridge;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.servin.network.bridge.BridgeTestBed.ID;
import static org.servin.network.bridge.BridgeTestBed.PATIENT_MILLIS;
import static org.servin.network.bridge.BridgeTestBed.ask;
import static org.servin.network.bridge.BridgeTestBed.askFrom;
import static org.servin.network.bridge.BridgeTestBed.endpoint;
import static org.servin.network.bridge.BridgeTestBed.network;
import static org.servin.network.bridge.BridgeTestBed.port;
import static org.servin.network.bridge.BridgeTestBed.serve;
import static org.servin.network.bridge.BridgeTestBed.withDriver;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.Protocol;
import org.servin.spi.network.Sandbox;

/** Published ports of IPv6, which the kernel leads on to containers that have it, and the engine to others and from the loop-back. */
@SuppressWarnings("try") // servers only have to be there
class Ipv6PortsRootTest {
    private static final int BYTES = 3_000_000;

    @BeforeEach
    void needsRoot() {
        Assumptions.assumeTrue(new UnixSystem().getUid() == 0, "needs root");
    }

    @Test
    void reachesAContainerWithoutIpv6() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            try (TestNamespace first = new TestNamespace()) {
                EndpointSpec a = driver.join(network, endpoint(network, 2, port(Protocol.TCP, 80, "", 8080), port(Protocol.TCP, 81, "::1", 8081)), new Sandbox(first.fd(), 0));
                assertEquals("", ask("::1", 8081), "nobody serves port 81");
                try (ServerSocket server = serve(first)) {
                    for (int i = 0; i < 100; i++) {
                        assertEquals("from 10.99.1.1", ask("::1", 8080));
                    }
                }
                driver.leave(network, a, Optional.of(new Sandbox(first.fd(), 0)));
                assertThrows(ConnectException.class, () -> ask("::1", 8080));
                EndpointSpec again = driver.join(network, endpoint(network, 2, port(Protocol.TCP, 80, "", 8080)), new Sandbox(first.fd(), 0));
                driver.leave(network, again, Optional.empty());
            }
        });
    }

    @Test
    void bytesGoBothWaysUntilEachHasEnded() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            try (TestNamespace first = new TestNamespace()) {
                driver.join(network, endpoint(network, 2, port(Protocol.TCP, 80, "::1", 8080)), new Sandbox(first.fd(), 0));
                byte[] question = random(1);
                byte[] answer = random(2);
                try (ServerSocket server = first.open(() -> new ServerSocket(80, 50, InetAddress.getByName("0.0.0.0"))); Socket client = new Socket("::1", 8080)) {
                    CompletableFuture<byte[]> asked = CompletableFuture.supplyAsync(() -> exchange(server, answer));
                    client.setSoTimeout(PATIENT_MILLIS);
                    CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(client, question));
                    assertArrayEquals(answer, client.getInputStream().readAllBytes());
                    sent.get();
                    assertArrayEquals(question, asked.get());
                }
            }
        });
    }

    private static byte[] random(int seed) {
        byte[] bytes = new byte[BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void send(Socket to, byte[] bytes) {
        try {
            to.getOutputStream().write(bytes);
            to.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes a whole question before it answers. */
    private static byte[] exchange(ServerSocket server, byte[] answer) {
        try (Socket socket = server.accept()) {
            byte[] question = socket.getInputStream().readAllBytes();
            send(socket, answer);
            return question;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void datagramsFindBack() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = network(ID, "10.99.1.0/24", Map.of(), false);
            driver.create(network);
            try (TestNamespace first = new TestNamespace()) {
                EndpointSpec a = driver.join(network, endpoint(network, 2, port(Protocol.UDP, 53, "", 5353)), new Sandbox(first.fd(), 0));
                try (DatagramSocket server = first.open(() -> new DatagramSocket(new InetSocketAddress("0.0.0.0", 53)));
                        DatagramSocket one = client(); DatagramSocket two = client()) {
                    server.setSoTimeout(PATIENT_MILLIS);
                    for (byte i = 0; i < 3; i++) {
                        assertEquals(i, echoed(server, one, i));
                        assertEquals(i + 10, echoed(server, two, (byte) (i + 10)));
                    }
                }
                driver.leave(network, a, Optional.empty());
            }
        });
    }

    private static DatagramSocket client() throws IOException {
        DatagramSocket socket = new DatagramSocket(new InetSocketAddress("::1", 0));
        socket.setSoTimeout(PATIENT_MILLIS);
        return socket;
    }

    private static int echoed(DatagramSocket server, DatagramSocket client, byte what) throws IOException {
        client.send(new DatagramPacket(new byte[] {what}, 1, new InetSocketAddress("::1", 5353)));
        DatagramPacket got = new DatagramPacket(new byte[8], 8);
        server.receive(got);
        server.send(new DatagramPacket(got.getData(), 1, got.getSocketAddress()));
        client.receive(got);
        return got.getData()[0];
    }

    @Test
    void reachesAContainerWithIpv6() throws Exception {
        withDriver(driver -> {
            NetworkSpec network = new NetworkSpec(ID, "n", List.of(new AddressPool("10.99.1.0/24", Optional.of("10.99.1.1")), new AddressPool("fd00:99::/64", Optional.of("fd00:99::1"))),
                    false, true, Map.of());
            driver.create(network);
            try (TestNamespace first = new TestNamespace(); TestNamespace second = new TestNamespace()) {
                EndpointSpec a = new EndpointSpec("ab".repeat(32), ID, "c", "eth0", "02:42:0a:63:01:02", List.of("10.99.1.2/24", "fd00:99::2/64"), List.of("10.99.1.1", "fd00:99::1"),
                        List.of(port(Protocol.TCP, 80, "", 8080)));
                driver.join(network, a, new Sandbox(first.fd(), 0));
                driver.join(network, new EndpointSpec("cd".repeat(32), ID, "d", "eth0", "02:42:0a:63:01:03", List.of("10.99.1.3/24", "fd00:99::3/64"), List.of("10.99.1.1", "fd00:99::1"),
                        List.of()), new Sandbox(second.fd(), 0));
                try (ServerSocket server = serve(first, "::")) {
                    assertEquals("from 10.99.1.1", ask("127.0.0.1", 8080));
                    assertEquals("from 10.99.1.1", ask("::1", 8080));
                    assertEquals("from fd00:99:0:0:0:0:0:1", ask("fd00:99::1", 8080));
                    assertEquals("from fd00:99:0:0:0:0:0:1", askFrom(second, "fd00:99::1", 8080), "a neighbour by the host's address");
                    assertEquals("from fd00:99:0:0:0:0:0:1", askFrom(first, "fd00:99::1", 8080), "itself");
                    assertEquals("from fd00:99:0:0:0:0:0:3", askFrom(second, "fd00:99::2", 80), "a neighbour directly");
                }
            }
        });
    }
}
