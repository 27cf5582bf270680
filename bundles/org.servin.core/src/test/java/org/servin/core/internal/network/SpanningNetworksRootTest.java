package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.servin.core.filter.Filters;
import org.servin.core.internal.MemoryStore;
import org.servin.core.internal.network.ContainerNetworking.Subject;
import org.servin.core.network.IpamPool;
import org.servin.core.network.NetworkCreate;
import org.servin.core.network.NetworkInfo;
import org.servin.linux.netlink.NetworkNamespace;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.network.NamedEndpoint;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Networks of a driver that joins hosts, as one of them: its control plane is the test's. */
class SpanningNetworksRootTest {
    private static final NamedEndpoint FAR = new NamedEndpoint("f".repeat(64), "far", List.of("web"), List.of("10.218.0.2/24", "fd00:218::2/64"), List.of("80/tcp"));
    @TempDir
    private Path folder;
    private final Fakes.Registry drivers = new Fakes.Registry();
    private final Fakes.Spanning driver = new Fakes.Spanning();
    private final MemoryStore store = new MemoryStore();
    private final Fakes.Settings settings = new Fakes.Settings(Map.of("bip", List.of("10.217.0.1/24")));
    private final CountDownLatch over = new CountDownLatch(1);
    private Wiring wiring;
    private ContainerNetworks containers;
    private NetworkService networks;
    private String id;

    @BeforeEach
    void start() {
        Assumptions.assumeTrue(new UnixSystem().getUid() == 0, "needs root");
        drivers.all.put("far", driver);
        open();
        id = create("");
        containers.restore(List.of());
    }

    private void open() {
        Fakes.Directory directory = new Fakes.Directory();
        NetworkTable table = new NetworkTable(store, settings);
        Fakes.Told events = new Fakes.Told();
        wiring = new Wiring(table, drivers, events, settings);
        containers = new ContainerNetworks(table, wiring, settings, directory);
        networks = new NetworkService(table, wiring, containers, drivers, events, directory);
    }

    private String create(String scope) {
        List<IpamPool> pools = List.of(new IpamPool("10.218.0.0/24", null, null, null), new IpamPool("fd00:218::/64", null, null, null));
        return networks.create(new NetworkCreate("n1", false, "far", false, false, false, scope, false, "", true, "", null, pools, Map.of(), Map.of())).id();
    }

    @AfterEach
    void stop() {
        over.countDown();
        wiring.stop();
    }

    private int process() throws Exception {
        CompletableFuture<Integer> pid = new CompletableFuture<>();
        new Thread(() -> {
            try {
                NetworkNamespace.unshare();
                pid.complete(Integer.parseInt(Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString()));
                over.await();
            } catch (Exception e) {
                pid.completeExceptionally(e);
            }
        }).start();
        return pid.get();
    }

    private Subject subject(String name, String network, EndpointConfig wish) throws IOException {
        String own = String.format("%02x", name.hashCode() & 0xff).repeat(32);
        HostConfig host = Fakes.host(network);
        var config = Fakes.config(own.substring(0, 12), "80/tcp");
        return new Subject(own, name, config, host, containers.plan(config, host, Map.of(network, wish)), Files.createDirectories(folder.resolve(name)));
    }

    private Subject subject(String name) throws IOException {
        return subject(name, "n1", EndpointConfig.none());
    }

    private static EndpointConfig wish(String address) {
        return new EndpointConfig(new EndpointConfig.IpamConfig(address, null, null), null, null, null, null);
    }

    private NetworkView run(Subject subject) throws Exception {
        return containers.join(Fakes.with(subject, containers.allocate(subject)), process());
    }

    private List<String> answers(String asker, String name, int type) throws IOException {
        Message query = Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
        LiveContainer container = wiring.live().stream().filter(c -> c.name().equals(asker)).findFirst().orElseThrow();
        Optional<byte[]> answer = NameTable.answer(container, query.toWire(), true);
        return answer.isEmpty() ? List.of() : new Message(answer.get()).getSection(Section.ANSWER).stream().map(Record::rdataToString).sorted().toList();
    }

    @Test
    void showsHowFarNetworksReach() {
        assertEquals("global", networks.inspect("n1", "").scope());
        assertEquals("global", networks.inspect("n1", "global").scope());
        assertEquals("network n1 not found", assertThrows(ServinException.class, () -> networks.inspect("n1", "local")).getMessage());
        assertEquals("local", networks.inspect("bridge", "local").scope());
        assertEquals(List.of("n1"), networks.list(new Filters(Map.of("scope", List.of("global")))).stream().map(NetworkInfo::name).toList());
        ServinException refused = assertThrows(ServinException.class, () -> create("local"));
        assertEquals("cannot downgrade network scope for far networks", refused.getMessage());
        assertEquals(ErrorKind.FORBIDDEN, refused.kind());
        drivers.all.remove("far");
        wiring.stop();
        open();
        assertEquals("global", networks.inspect("n1", "").scope(), "also after a restart, without the driver");
    }

    @Test
    void claimsAddressesBeforeTheyAreUsedAndFreesThem() throws Exception {
        driver.claims.put("n1 10.218.0.2", "elsewhere");
        Subject subject = subject("c1");
        EndpointView endpoint = run(subject).endpoints().get("n1");
        assertEquals("10.218.0.3", endpoint.ipAddress());
        assertEquals(endpoint.endpointId(), driver.claims.get("n1 10.218.0.3"));
        assertEquals(endpoint.endpointId(), driver.claims.get("n1 " + endpoint.globalIpv6Address()));
        ServinException refused = assertThrows(ServinException.class, () -> containers.allocate(subject("c2", "n1", wish("10.218.0.2"))));
        assertEquals("Address already in use", refused.getMessage());
        containers.release(subject.id());
        assertEquals(Map.of("n1 10.218.0.2", "elsewhere"), driver.claims);
        driver.claims.clear();
        assertEquals("10.218.0.2", containers.allocate(subject("c3")).get("n1").ipAddress(), "it was passed over only while others had it");
    }

    @Test
    void freesWhatAFailedStartClaimed() throws Exception {
        driver.failure = "n1";
        assertThrows(ServinException.class, () -> run(subject("c1")));
        assertEquals(Map.of(), driver.claims);
    }

    @Test
    void containersFindThoseOfOtherHostsByName() throws Exception {
        driver.engine.are(id, List.of(FAR));
        assertEquals("10.218.0.3", run(subject("c1")).endpoints().get("n1").ipAddress(), "what others are known to have is not even asked for");
        assertEquals(List.of("10.218.0.2"), answers("c1", "far", Type.A));
        assertEquals(List.of("fd00:218:0:0:0:0:0:2"), answers("c1", "web.n1", Type.AAAA));
        assertEquals(List.of("far.n1."), answers("c1", "2.0.218.10.in-addr.arpa", Type.PTR));
        assertEquals(List.of("0 0 80 far.n1."), answers("c1", "_80._tcp.web", Type.SRV));
        driver.engine.are(id, List.of());
        assertEquals(List.of(), answers("c1", "far", Type.A));
        assertEquals("10.218.0.2", run(subject("c2")).endpoints().get("n1").ipAddress(), "free again");
        driver.engine.are("0".repeat(64), List.of(FAR));
    }

    @Test
    void otherHostsAreToldOfContainersHere() throws Exception {
        Subject subject = subject("c1", "n1", new EndpointConfig(null, null, List.of("db"), null, null));
        NetworkView view = run(subject);
        EndpointView endpoint = view.endpoints().get("n1");
        String shortId = subject.id().substring(0, 12);
        NamedEndpoint told = new NamedEndpoint(endpoint.endpointId(), "c1", List.of("db", shortId), List.of("10.218.0.2/24", "fd00:218::2/64"), List.of("80/tcp"));
        assertEquals(List.of(told), List.copyOf(driver.announced.values()));
        containers.renamed(subject.id(), "c9");
        assertEquals("c9", driver.announced.get(endpoint.endpointId()).containerName());
        driver.announced.clear();
        wiring.restored();
        assertEquals(List.of("c9"), driver.announced.values().stream().map(NamedEndpoint::containerName).toList(), "a driver that adopts is told again");
        containers.release(subject.id());
        assertTrue(driver.announced.isEmpty());
    }

    @Test
    void asksNobodyAboutOtherNetworks() throws Exception {
        containers.allocate(subject("c1", "default", EndpointConfig.none()));
        assertEquals(Map.of(), driver.claims);
    }
}
