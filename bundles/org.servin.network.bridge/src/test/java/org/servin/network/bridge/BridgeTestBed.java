package org.servin.network.bridge;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.linux.netlink.Link;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;
import org.servin.spi.network.PortMapping;
import org.servin.spi.network.Protocol;

/** A driver in a namespace of its own, networks for it, and servers and clients on them. */
final class BridgeTestBed {
    static final int PATIENT_MILLIS = 15_000;
    static final String ID = "0123456789abcdef".repeat(4);
    static final String OTHER = "fedcba9876543210".repeat(4);

    private BridgeTestBed() { }

    static NetworkSpec network(String id, String subnet, Map<String, String> options, boolean internal) {
        String gateway = subnet.substring(0, subnet.indexOf("0/")) + "1";
        return new NetworkSpec(id, "n" + id.charAt(0), List.of(new AddressPool(subnet, Optional.of(gateway))), internal, false, options);
    }

    static EndpointSpec endpoint(NetworkSpec network, int n, PortMapping... ports) {
        String base = network.pools().get(0).subnet().split("0/")[0];
        String id = String.format("%02x%02x", n, network.id().charAt(0) & 0xff).repeat(16);
        return new EndpointSpec(id, network.id(), "c" + n, "eth0", String.format("02:42:0a:00:00:%02x", n), List.of(base + n + "/24"), List.of(base + "1"), List.of(ports));
    }

    static PortMapping port(Protocol protocol, int inside, String address, int port) {
        return new PortMapping(protocol, inside, address, port, port);
    }

    interface Body {
        void run(BridgeDriver driver) throws Exception;
    }

    static void withDriver(Body body) throws Exception {
        TestNamespace.inNewNamespace(() -> {
            BridgeDriver driver = new BridgeDriver(settings());
            try {
                body.run(driver);
            } finally {
                driver.stop();
            }
            return null;
        });
    }

    static BridgeSettings settings() {
        return new BridgeSettings() {
            @Override
            public String bridge() {
                return "servin0";
            }

            @Override
            public String nftables$_$table() {
                return "servin";
            }

            @Override
            public int mtu() {
                return 1500;
            }

            @Override
            public String ip() {
                return "0.0.0.0";
            }

            @Override
            public boolean ip$_$forward() {
                return true;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return BridgeSettings.class;
            }
        };
    }

    /** A server in a container that answers each connection with one line and its client's address. */
    static ServerSocket serve(TestNamespace container) {
        return serve(container, "0.0.0.0");
    }

    static ServerSocket serve(TestNamespace container, String address) {
        ServerSocket server = container.open(() -> new ServerSocket(80, 50, InetAddress.getByName(address)));
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    client.getOutputStream().write(("from " + client.getInetAddress().getHostAddress() + "\n").getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    return;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return server;
    }

    static String ask(String host, int port) throws IOException {
        try (Socket socket = new Socket()) {
            return ask(socket, host, port, PATIENT_MILLIS);
        }
    }

    static String ask(Socket socket, String host, int port, int connectMillis) throws IOException {
        socket.setSoTimeout(PATIENT_MILLIS);
        socket.connect(new InetSocketAddress(host, port), connectMillis);
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
    }

    static String askFrom(TestNamespace container, String host, int port) throws IOException {
        return askFrom(container, host, port, PATIENT_MILLIS);
    }

    static String askFrom(TestNamespace container, String host, int port, int connectMillis) throws IOException {
        // a plain Socket makes its descriptor only when it is bound
        Socket socket = container.open(() -> {
            Socket s = new Socket();
            s.bind(new InetSocketAddress(host.contains(":") ? "::" : "0.0.0.0", 0));
            return s;
        });
        try (socket) {
            return ask(socket, host, port, connectMillis);
        }
    }

    static List<String> names() {
        try (Rtnetlink own = Rtnetlink.open()) {
            return own.links().stream().map(Link::name).toList();
        }
    }
}
