package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.EndpointView;
import org.servin.core.container.HostConfig;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.core.filter.Filters;
import org.servin.core.internal.MemoryStore;
import org.servin.core.internal.network.ContainerNetworking.Subject;
import org.servin.core.network.IpamPool;
import org.servin.core.network.NetworkCreate;
import org.servin.linux.Fd;
import org.servin.linux.netlink.Batch;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.linux.netlink.Rtnetlink;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Networks, containers on them and their names, with a driver that does nothing; the containers' namespaces are real. */
class NetworksRootTest {
    @TempDir
    private Path folder;
    private final Fakes.Registry drivers = new Fakes.Registry();
    private final Fakes.Told events = new Fakes.Told();
    private final MemoryStore store = new MemoryStore();
    private final Fakes.Directory directory = new Fakes.Directory();
    private final Fakes.Settings settings = new Fakes.Settings(Map.of("bip", List.of("10.217.0.1/24")));
    private NetworkTable table;
    private Wiring wiring;
    private ContainerNetworks containers;
    private NetworkService networks;
    private final CountDownLatch over = new CountDownLatch(1);

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(new UnixSystem().getUid() == 0, "needs root");
        open();
    }

    private void open() {
        table = new NetworkTable(store, settings);
        wiring = new Wiring(table, drivers, events, settings);
        containers = new ContainerNetworks(table, wiring, settings, directory);
        networks = new NetworkService(table, wiring, containers, drivers, events, directory);
    }

    @AfterEach
    void stop() {
        over.countDown();
        wiring.stop();
    }

    /** A thread in a namespace of its own stands in for a container's process; gives its number. */
    private int process() throws Exception {
        CompletableFuture<Integer> pid = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                NetworkNamespace.unshare();
                try (Rtnetlink own = Rtnetlink.open()) {
                    own.apply(new Batch().loopbackUp());
                }
                pid.complete(Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString()));
                over.await();
            } catch (Exception e) {
                pid.completeExceptionally(e);
            }
        });
        thread.start();
        return pid.get();
    }

    private String create(String name, String subnet) {
        return networks.create(new NetworkCreate(name, true, "", false, false, false, "", false, "", false, "", null, List.of(new IpamPool(subnet, null, null, null)), Map.of(), Map.of("a", "b"))).id();
    }

    private Subject subject(String name, HostConfig host, EndpointConfig wish) throws IOException {
        String id = String.format("%02x", name.hashCode() & 0xff).repeat(32);
        Path own = Files.createDirectories(folder.resolve(name));
        Map<String, EndpointConfig> asked = new HashMap<>();
        if (wish != null) {
            asked.put(host.wiring().networkMode(), wish);
        }
        var config = Fakes.config(id.substring(0, 12), "80/tcp");
        return new Subject(id, name, config, host, containers.plan(config, host, asked), own);
    }

    private NetworkView run(Subject subject, int pid) {
        Map<String, EndpointView> allocated = containers.allocate(subject);
        Subject kept = Fakes.with(subject, allocated);
        NetworkView view = containers.join(kept, pid);
        directory.all.put(subject.name(), new ContainerDirectory.Found(Fakes.with(subject, view.endpoints()), true, pid));
        return view;
    }

    @Test
    void joinsTheDefaultNetworkAndLeavesIt() throws Exception {
        HostConfig host = Fakes.host("default", Map.of("80/tcp", List.of(new PortBinding("", "8080"))), false, List.of("gw:host-gateway"), null);
        Subject subject = subject("c1", host, null);
        NetworkView view = run(subject, process());
        EndpointView endpoint = view.endpoints().get("bridge");
        assertEquals("10.217.0.2", endpoint.ipAddress());
        assertEquals("10.217.0.1", endpoint.gateway());
        assertEquals("02:42:0a:d9:00:02", endpoint.macAddress());
        assertEquals(Map.of("80/tcp", Optional.of(List.of(new PortBinding("0.0.0.0", "8080")))), view.ports());
        String hosts = Files.readString(subject.folder().resolve("hosts"));
        assertTrue(hosts.endsWith("10.217.0.1\tgw\n10.217.0.2\t" + subject.id().substring(0, 12) + "\n"), hosts);
        assertEquals(1, networks.inspect("bridge", "").members().size());
        containers.release(subject.id());
        assertEquals(0, networks.inspect("bridge", "").members().size());
        assertEquals(List.of("join bridge eth0 [10.217.0.2/24] [10.217.0.1]", "leave bridge"), drivers.all.get("bridge").calls);
        assertEquals(List.of("network connect bridge", "network disconnect bridge"), events.all);
    }

    @Test
    void takesBackWhatAFailedStartHad() throws Exception {
        drivers.all.get("bridge").failure = "bridge";
        Subject subject = subject("c1", Fakes.host("default"), null);
        assertThrows(ServinException.class, () -> run(subject, process()));
        assertTrue(wiring.live().isEmpty());
        assertEquals(0, networks.inspect("bridge", "").members().size());
        assertEquals(ErrorKind.NOT_FOUND, assertThrows(ServinException.class, () -> containers.allocate(subject("c2", Fakes.host("nosuch"), null))).kind());
    }

    @Test
    void connectsAndDisconnectsWhileRunning() throws Exception {
        create("n1", "10.218.0.0/24");
        Subject subject = subject("c1", Fakes.host("default", Map.of("80/tcp", List.of(new PortBinding("", "8080"))), false, null, null), null);
        run(subject, process());
        networks.connect("n1", "c1", new EndpointConfig(new EndpointConfig.IpamConfig("10.218.0.40", null, null), null, List.of("web"), null, null));
        assertEquals(List.of("bridge", "n1"), directory.endpoints.keySet().stream().sorted().toList());
        assertEquals("10.218.0.40", directory.endpoints.get("n1").ipAddress());
        assertEquals(List.of("web", subject.id().substring(0, 12)), directory.endpoints.get("n1").aliases());
        assertEquals("endpoint with name c1 already exists in network n1",
                assertThrows(ServinException.class, () -> networks.connect("n1", "c1", EndpointConfig.none())).getMessage());
        assertEquals("nameserver 127.0.0.11", Files.readString(subject.folder().resolve("resolv.conf")).lines().filter(l -> l.startsWith("nameserver")).findFirst().orElse(""));
        assertEquals("error while removing network: network n1 id " + table.find("n1").record().id() + " has active endpoints",
                assertThrows(ServinException.class, () -> networks.remove("n1")).getMessage());
        networks.disconnect("bridge", "c1", false);
        assertTrue(drivers.all.get("bridge").calls.contains("publish n1 1"), drivers.all.get("bridge").calls.toString());
        assertEquals("container " + subject.id() + " is not connected to network bridge",
                assertThrows(ServinException.class, () -> networks.disconnect("bridge", "c1", false)).getMessage());
        networks.disconnect("n1", "c1", false);
        assertEquals(Map.of(), directory.endpoints);
        networks.remove("n1");
        assertEquals("network n1 not found", assertThrows(ServinException.class, () -> networks.inspect("n1", "")).getMessage());
    }

    @Test
    void keepsNetworksAndTakesRunningContainersBack() throws Exception {
        create("n1", "10.218.0.0/24");
        Subject subject = subject("c1", Fakes.host("n1", Map.of("80/tcp", List.of(new PortBinding("", "8080"))), false, null, null), null);
        int pid = process();
        NetworkView view = run(subject, pid);
        wiring.stop();
        String id = table.find("n1").record().id();
        open();
        assertEquals(id, networks.inspect("n1", "").id());
        containers.restore(List.of(new ContainerNetworking.Restored(Fakes.with(subject, view.endpoints()), view, pid)));
        assertTrue(drivers.all.get("bridge").calls.contains("adopt [bridge, n1] 1"), drivers.all.get("bridge").calls.toString());
        assertEquals(view.endpoints(), wiring.live(subject.id()).orElseThrow().endpoints());
        assertEquals(view.ports(), wiring.live(subject.id()).orElseThrow().view().ports());
        assertEquals("10.218.0.3", run(subject("c2", Fakes.host("n1"), null), process()).endpoints().get("n1").ipAddress());
        assertEquals(Rcode.NOERROR, lookup(pid, "c2", Type.A, false).getRcode());
    }

    /** Such as those of ipvlan, which all have the parent's. */
    @Test
    void tellsLinksWithoutLinkLayerAddressesApartByTheirOthers() throws Exception {
        drivers.all.get("bridge").linkAddresses = false;
        create("n1", "10.218.0.0/24");
        Subject picky = subject("c0", Fakes.host("n1"), new EndpointConfig(null, null, null, "02:42:00:00:00:09", null));
        assertEquals("bridge interfaces do not support custom mac address assignment", assertThrows(ServinException.class, () -> containers.allocate(picky)).getMessage());
        Subject subject = subject("c1", Fakes.host("n1"), null);
        int pid = process();
        NetworkView view = run(subject, pid);
        assertEquals("10.218.0.2", view.endpoints().get("n1").ipAddress());
        assertEquals("", view.endpoints().get("n1").macAddress());
        try (Fd namespace = NetworkNamespace.of(pid); Rtnetlink inside = NetworkNamespace.open(namespace.number(), false)) {
            inside.apply(new Batch().addAddress(1, InetAddress.getByName("10.218.0.2"), 24));
            wiring.stop();
            open();
            containers.restore(List.of(new ContainerNetworking.Restored(Fakes.with(subject, view.endpoints()), view, pid)));
            Attachment restored = wiring.live(subject.id()).orElseThrow().attachments().get(0);
            assertEquals("lo", restored.spec().interfaceName(), "which has the address");
            DefaultRoutes.over(namespace.number(), restored);
            assertTrue(inside.routes().stream().anyMatch(r -> r.prefixLength() == 0 && r.link() == 1), "its default route goes there");
        }
    }

    @Test
    void refusesInDockerdsWords() {
        create("n1", "10.218.0.0/24");
        assertEquals("network with name n1 already exists", assertThrows(ServinException.class, () -> create("n1", "10.219.0.0/24")).getMessage());
        assertEquals("Pool overlaps with other one on this address space", assertThrows(ServinException.class, () -> create("n2", "10.218.0.0/25")).getMessage());
        assertEquals("operation is not permitted on predefined host network ", assertThrows(ServinException.class, () -> create("host", "10.219.0.0/24")).getMessage());
        assertEquals("host is a pre-defined network and cannot be removed", assertThrows(ServinException.class, () -> networks.remove("host")).getMessage());
        assertEquals(List.of("n1"), networks.list(new Filters(Map.of("type", List.of("custom")))).stream().map(n -> n.name()).toList());
        assertEquals(List.of("n1"), networks.list(new Filters(Map.of("label", List.of("a=b")))).stream().map(n -> n.name()).toList());
        assertEquals("Invalid filter 'purple'", assertThrows(ServinException.class, () -> networks.list(new Filters(Map.of("purple", List.of("x"))))).getMessage());
        assertEquals(List.of("n1"), networks.prune(Filters.none()));
    }

    @Test
    void resolvesNames() throws Exception {
        create("n1", "10.218.0.0/24");
        create("n2", "10.219.0.0/24");
        int asker = process();
        Subject c2 = subject("c2", Fakes.host("n1"), new EndpointConfig(null, null, List.of("web"), null, null));
        run(c2, process());
        run(subject("c1", Fakes.host("n1", Map.of(), false, null, List.of("c2:db")), null), asker);
        run(subject("c3", Fakes.host("n2"), null), process());
        for (String name : List.of("c2", "C2", "web", "db", c2.id().substring(0, 12), "web.n1")) {
            Message answer = lookup(asker, name, Type.A, false);
            assertEquals("10.218.0.2", ((ARecord) answer.getSection(Section.ANSWER).get(0)).getAddress().getHostAddress(), name);
        }
        assertEquals(Rcode.NOERROR, lookup(asker, "c2", Type.AAAA, false).getRcode());
        assertTrue(lookup(asker, "c2", Type.AAAA, false).getSection(Section.ANSWER).isEmpty());
        assertEquals("c2.n1.", lookup(asker, "2.0.218.10.in-addr.arpa", Type.PTR, false).getSection(Section.ANSWER).get(0).rdataToString());
        assertEquals("10.218.0.2", ((ARecord) lookup(asker, "c2", Type.A, true).getSection(Section.ANSWER).get(0)).getAddress().getHostAddress());
        assertFalse(wiring.live().isEmpty());
        containers.release(c2.id());
        assertTrue(lookup(asker, "web", Type.A, false, "web").isEmpty());
    }

    @Test
    void asksOtherServersByUdpAndTcp() throws Exception {
        create("n1", "10.218.0.0/24");
        int pid = process();
        HostConfig host = Fakes.host("n1");
        HostConfig.Wiring wiring = new HostConfig.Wiring("n1", Map.of(), false, List.of("127.0.0.2", "127.0.0.1"), null, null, null, null);
        run(subject("c1", new HostConfig(null, host.isolation(), wiring, null), null), pid);
        try (Fd namespace = NetworkNamespace.of(pid);
                OutsideServer server = NetworkNamespace.call(namespace.number(), OutsideServer::new)) {
            Message cut = lookup(pid, "elsewhere.example", Type.A, false);
            assertTrue(cut.getHeader().getFlag(Flags.TC));
            assertEquals("192.0.2.7", lookup(pid, "elsewhere.example", Type.A, true).getSection(Section.ANSWER).get(0).rdataToString());
            assertEquals(2, server.asked());
        }
        assertEquals(Rcode.SERVFAIL, lookup(pid, "elsewhere.example", Type.A, false).getRcode());
        assertEquals(Rcode.SERVFAIL, lookup(pid, "elsewhere.example", Type.A, true).getRcode());
    }

    private static Message lookup(int pid, String name, int type, boolean tcp) throws Exception {
        return lookup(pid, name, type, tcp, "").orElseThrow();
    }

    /** Asks from inside the container; empty if the answer knows nothing of {@code unknown}. */
    private static Optional<Message> lookup(int pid, String name, int type, boolean tcp, String unknown) throws Exception {
        byte[] query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN)).toWire();
        InetSocketAddress server = new InetSocketAddress(InetAddress.getByName("127.0.0.11"), 53);
        Message answer;
        try (Fd namespace = NetworkNamespace.of(pid)) {
            if (tcp) {
                try (Socket socket = NetworkNamespace.call(namespace.number(), NetworksRootTest::boundSocket)) {
                    socket.setSoTimeout(15000);
                    socket.connect(server, 15000);
                    byte[] framed = new byte[query.length + 2];
                    framed[1] = (byte) query.length;
                    System.arraycopy(query, 0, framed, 2, query.length);
                    socket.getOutputStream().write(framed);
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    answer = new Message(in.readNBytes(in.readUnsignedShort()));
                }
            } else {
                try (DatagramSocket socket = NetworkNamespace.call(namespace.number(), NetworksRootTest::datagramSocket)) {
                    socket.setSoTimeout(15000);
                    socket.send(new DatagramPacket(query, query.length, server));
                    DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                    socket.receive(packet);
                    answer = new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
                }
            }
        }
        return unknown.isEmpty() || !answer.getSection(Section.ANSWER).isEmpty() ? Optional.of(answer) : Optional.empty();
    }

    private static Socket boundSocket() {
        try {
            Socket socket = new Socket();
            socket.bind(new InetSocketAddress("127.0.0.1", 0));
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatagramSocket datagramSocket() {
        try {
            return new DatagramSocket(0, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
