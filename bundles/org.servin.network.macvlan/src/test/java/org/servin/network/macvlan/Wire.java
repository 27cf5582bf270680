package org.servin.network.macvlan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.servin.linux.Fd;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.InterfaceSetup;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.network.EndpointSpec;
import org.servin.spi.network.NetworkSpec;

/** A host on one end of a pair of Ethernet devices, whose other end is a router of the test's; all in namespaces of its own. */
final class Wire {
    static final int PATIENT_MILLIS = 15_000;
    /** Long enough for packets that nothing stops: an answer on one machine takes far less. */
    static final int SILENT_MILLIS = 1000;

    private Wire() { }

    interface Body<D> {
        void run(D driver, int router) throws Exception;
    }

    private static <T> T inNewNamespace(Callable<T> call) throws Exception {
        CompletableFuture<T> result = new CompletableFuture<>();
        new Thread(() -> {
            try {
                NetworkNamespace.unshare();
                result.complete(call.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        }).start();
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (Exception) e.getCause();
        }
    }

    static Fd namespace() throws Exception {
        return inNewNamespace(NetworkNamespace::current);
    }

    /** A host with a wire called eth9, to a router with the address 10.88.0.1. */
    static <D extends WireDriver> void onWire(Supplier<D> starting, Body<D> body) throws Exception {
        inNewNamespace(() -> {
            try (Fd router = namespace(); Rtnetlink host = Rtnetlink.open()) {
                host.apply(new Batch().createBridge("wires", new byte[] {2, 0, 0, 0, 0, 9}, 1500));
                host.apply(new Batch().createVeth(new Batch.Veth("eth9", host.index("wires"), 1500, router.number(), "wire", new byte[] {2, 0, 0, 0, 0, 8})));
                // a port of a bridge takes no further links
                host.apply(new Batch().deleteLink("wires"));
                new InterfaceSetup("wire", List.of("10.88.0.1/24"), List.of()).apply(router.number(), true);
                D driver = starting.get();
                try {
                    body.run(driver, router.number());
                } finally {
                    driver.stop();
                }
            }
            return null;
        });
    }

    static EndpointSpec endpoint(NetworkSpec network, int n) {
        return new EndpointSpec(String.format("%02x", n).repeat(32), network.id(), "c" + n, "eth0", String.format("02:42:0a:58:00:%02x", n), List.of("10.88.0." + n + "/24"),
                List.of("10.88.0.1"), List.of());
    }

    static ServerSocket serve(int namespace) {
        return NetworkNamespace.call(namespace, () -> {
            try {
                return new ServerSocket(80, 50, InetAddress.getByName("0.0.0.0"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Connects from inside a namespace; the kernel answers for the server. */
    static void connect(int namespace, String address, int millis) throws IOException {
        Socket socket = NetworkNamespace.call(namespace, () -> {
            try {
                Socket s = new Socket();
                s.bind(new InetSocketAddress("0.0.0.0", 0));
                return s;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (socket) {
            socket.connect(new InetSocketAddress(address, 80), millis);
        }
    }
}
