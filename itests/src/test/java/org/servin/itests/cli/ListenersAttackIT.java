package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.AfterClass;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Certificates;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** What hostile clients do to an engine that listens everywhere: nothing that another one would notice. */
public class ListenersAttackIT {
    private static final int CROWD = 1000;
    private static final int PINGS = 2000;
    private static final String PING = "GET /_ping HTTP/1.1\r\nHost: d\r\n\r\n";
    private static final String HALF_HEAD = "GET /_ping HTTP/1.1\r\nHost: d\r\nA: ";
    private static final String HALF_BODY = "POST /v1.41/containers/create HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    /** A TLS record of 512 bytes, and the first of them: a ClientHello. */
    private static final String HALF_HANDSHAKE = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
    private static final Path KEYS = keys();
    @ClassRule
    public static final Engine ENGINE = Engine.configured("\"allow-unauthenticated-tcp\": true, \"tlscert\": \"%1$s/server.crt\", \"tlskey\": \"%1$s/server.key\"".formatted(KEYS)
            + ", \"http-head-timeout\": 600, \"http-handshake-timeout\": 600, \"http-head-size\": 100000", "--host", "http://0.0.0.0:2375", "--host", "https://0.0.0.0:2376");
    private static String address;

    private static Path keys() {
        try {
            Path folder = Files.createTempDirectory("servin-keys");
            Certificates.make(folder, "192.0.2.2");
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterClass
    public static void removeKeys() {
        Command.run("rm", "-rf", KEYS.toString()).exits(0);
    }

    @Before
    public void reach() {
        if (address == null) {
            address = ENGINE.reachable();
        }
    }

    private static SocketChannel connect(int port) throws IOException {
        return SocketChannel.open(new InetSocketAddress(address, port));
    }

    private static void send(SocketChannel to, String bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1));
        while (buffer.hasRemaining()) {
            to.write(buffer);
        }
    }

    private static String rest(SocketChannel from) throws IOException {
        return new String(Channels.newInputStream(from).readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    /** Many, one after another; each must be answered. */
    private static void ping(SocketAddress at) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(4096);
        try (SocketChannel client = SocketChannel.open(at)) {
            for (int i = 0; i < PINGS; i++) {
                send(client, PING);
                answer.clear();
                String text = "";
                while (!text.endsWith("\r\n\r\nOK")) {
                    assertTrue(text, client.read(answer) > 0);
                    text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
                }
                assertTrue(text, text.startsWith("HTTP/1.1 200 "));
            }
        }
    }

    private static long residentKilobytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + ENGINE.pid() + "/status")).stream().filter(line -> line.startsWith("VmRSS:")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow();
    }

    private static long descriptors() {
        return entries("fd");
    }

    private static long entries(String folder) {
        try (Stream<Path> all = Files.list(Path.of("/proc/" + ENGINE.pid() + "/" + folder))) {
            return all.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Thousands of halves: the next client is served while all of them wait, and neither memory nor threads are taken. How fast, the benchmark tells. */
    @Test
    public void aSlowCrowdHoldsUpNobody() throws IOException {
        SocketAddress unix = UnixDomainSocketAddress.of(ENGINE.socket());
        SocketAddress tcp = new InetSocketAddress(address, 2375);
        ping(unix);
        ping(tcp);
        long memory = residentKilobytes();
        long descriptors = descriptors();
        List<SocketChannel> crowd = new ArrayList<>();
        try {
            for (int i = 0; i < CROWD; i++) {
                SocketChannel client = connect(i % 3 == 2 ? 2376 : 2375);
                crowd.add(client);
                send(client, List.of(HALF_HEAD, HALF_BODY, HALF_HANDSHAKE).get(i % 3));
            }
            Await.until("all are connected", () -> descriptors() >= descriptors + CROWD);
            ping(unix);
            ping(tcp);
            long grown = residentKilobytes() - memory;
            assertTrue("memory has grown by " + grown + " kB", grown < 64 * 1024);
            Await.until(() -> entries("task") + " threads are not more than those of clients that are served", () -> entries("task") < 200);
            for (SocketChannel client : crowd) {
                client.configureBlocking(false);
                assertEquals("still there, and not answered", 0, client.read(ByteBuffer.allocate(1)));
            }
            SocketChannel one = crowd.get(1);
            one.configureBlocking(true);
            send(one, " ".repeat(98) + "}");
            assertEquals('H', Channels.newInputStream(one).read());
            System.out.println("memory " + memory + " kB, grown by " + grown);
        } finally {
            for (SocketChannel client : crowd) {
                client.close();
            }
        }
    }

    @Test
    public void whatIsBehindARefusedSessionIsNothing() throws IOException {
        ENGINE.docker("create", "--name", "victim", "busybox", "true").exits(0);
        String evil = "DELETE /v1.41/containers/victim?force=1 HTTP/1.1\r\nHost: d\r\n\r\n";
        for (String upgrade : new String[] {"Connection: Upgrade\r\nUpgrade: tcp\r\n", ""}) {
            for (String path : new String[] {"/v1.41/containers/nobody/attach?stream=1&stdin=1", "/v1.41/exec/nothing/start"}) {
                try (SocketChannel client = connect(2375)) {
                    send(client, "POST " + path + " HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\n" + upgrade + "Content-Length: 2\r\n\r\n{}" + evil);
                    String answer = rest(client);
                    assertTrue(answer, answer.startsWith("HTTP/1.1 404 "));
                    assertEquals(answer, 2, answer.split("HTTP/1.1 ").length);
                }
            }
        }
        assertEquals("victim", ENGINE.docker("ps", "-a", "--filter", "name=victim", "--format", "{{.Names}}").text());
    }

    @Test
    public void whatIsBehindASessionIsTheProcesssOnly() throws IOException {
        ENGINE.docker("run", "-d", "-i", "--name", "echo", "busybox", "cat").exits(0);
        String evil = "DELETE /v1.41/containers/echo?force=1 HTTP/1.1\r\nHost: d\r\n\r\n";
        try (SocketChannel client = connect(2375)) {
            send(client, "POST /v1.41/containers/echo/attach?stream=1&stdin=1&stdout=1 HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n" + evil);
            ByteBuffer all = ByteBuffer.allocate(8192);
            String answer = "";
            while (!answer.endsWith(evil)) { // what cat(1) was given it gives back, in frames
                assertTrue(answer, client.read(all) > 0);
                answer = new String(all.array(), 0, all.position(), StandardCharsets.ISO_8859_1).replaceAll("(?s)\u0001\u0000\u0000\u0000....", "");
            }
            assertTrue(answer, answer.startsWith("HTTP/1.1 101 "));
            assertEquals(answer, 2, answer.split("HTTP/1.1 \\d").length);
        }
        assertEquals("echo", ENGINE.docker("ps", "-a", "--filter", "name=echo", "--format", "{{.Names}}").text());
    }

    @Test
    public void whatIsTooMuchIsAnswered() throws IOException {
        try (SocketChannel client = connect(2375)) {
            send(client, "GET /_ping HTTP/1.1\r\nHost: d\r\nA: " + "a".repeat(110_000) + "\r\n\r\n");
            client.shutdownOutput();
            String answer = rest(client);
            assertTrue(answer, answer.startsWith("HTTP/1.1 431 ") && answer.contains("{\"message\":"));
        }
        List<SocketChannel> crowd = new ArrayList<>();
        try {
            String answer = "";
            while (!answer.startsWith("HTTP/1.1 503 ") && crowd.size() < 1200) {
                SocketChannel client = connect(2375);
                crowd.add(client);
                send(client, PING);
                ByteBuffer first = ByteBuffer.allocate(4096);
                client.read(first);
                answer = new String(first.array(), 0, first.position(), StandardCharsets.ISO_8859_1);
            }
            assertTrue(crowd.size() + " connections, then " + answer, answer.contains("{\"message\":\"there are too many connections\"}"));
            assertTrue("only " + crowd.size(), crowd.size() > 1000);
            ENGINE.docker("version").exits(0);
        } finally {
            for (SocketChannel client : crowd) {
                client.close();
            }
        }
    }
}
