package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.core.container.EndpointConfig;
import org.servin.core.network.IpamPool;
import org.servin.spi.network.EndpointSpec;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** What containers are told of each other. */
class NameTableTest {
    private final LiveNetwork network = new LiveNetwork(new NetworkRecord("a".repeat(64), "shop", "2024-01-01T00:00:00Z", "bridge", false, false, false, false, "", true, Map.of(),
            List.of(), List.of(new IpamPool("10.0.0.0/16", null, "10.0.0.1", null), new IpamPool("fd00::/64", null, "fd00::1", null)), Map.of(), Map.of(), null));
    private LiveContainer asker;

    @BeforeEach
    void start() {
        asker = join("asker", 2, true);
    }

    private LiveContainer join(String name, int number, boolean v6, String... exposed) {
        String id = String.format("%04x", number).repeat(16);
        LiveContainer container = new LiveContainer(
                new ContainerNetworking.Subject(id, name, Fakes.config("", exposed), Fakes.host("shop"), Map.of(), Path.of("/nowhere")), "s");
        String v4 = "10.0." + number / 256 + "." + number % 256 + "/16";
        List<String> addresses = v6 ? List.of(v4, "fd00::" + Integer.toHexString(number) + "/64") : List.of(v4);
        EndpointSpec spec = new EndpointSpec(id, network.record().id(), name, "eth0", "02:42:0a:00:00:02", addresses, List.of(), List.of());
        Attachment attachment = new Attachment(container, network, EndpointConfig.none(), List.of("all", id.substring(0, 12)), spec);
        container.add(attachment);
        network.members().put(id, attachment);
        return container;
    }

    private static Message query(String name, int type) throws IOException {
        return Message.newQuery(Record.newRecord(Name.fromString(name + "."), type, DClass.IN));
    }

    private Optional<Message> ask(Message query, boolean udp) throws IOException {
        Optional<byte[]> answer = NameTable.answer(asker, query.toWire(), udp);
        return answer.isEmpty() ? Optional.empty() : Optional.of(new Message(answer.get()));
    }

    private List<String> answers(String name, int type) throws IOException {
        Message answer = ask(query(name, type), true).orElseThrow();
        assertEquals(Rcode.NOERROR, answer.getRcode());
        return answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).sorted().toList();
    }

    @Test
    void knowsAddressesOfBothFamilies() throws IOException {
        join("web", 3, true);
        join("old", 4, false);
        assertEquals(List.of("10.0.0.3"), answers("web", Type.A));
        assertEquals(List.of("fd00:0:0:0:0:0:0:3"), answers("WEB.shop", Type.AAAA));
        assertEquals(List.of("10.0.0.3"), answers("000300030003", Type.A));
        assertEquals(List.of(), answers("old", Type.AAAA));
        assertEquals(List.of("10.0.0.2", "10.0.0.3", "10.0.0.4"), answers("all", Type.A));
        assertEquals(Optional.empty(), ask(query("elsewhere.example", Type.A), true));
    }

    @Test
    void knowsNamesOfAddresses() throws IOException {
        join("web", 3, true);
        assertEquals(List.of("web.shop."), answers("3.0.0.10.in-addr.arpa", Type.PTR));
        assertEquals(List.of("web.shop."), answers("3.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", Type.PTR));
        assertEquals(Optional.empty(), ask(query("9.9.0.10.in-addr.arpa", Type.PTR), true));
    }

    @Test
    void knowsServicesThatAreExposed() throws IOException {
        join("web", 3, true, "80/tcp", "53/udp");
        Message answer = ask(query("_80._tcp.web", Type.SRV), true).orElseThrow();
        assertEquals(List.of("0 0 80 web.shop."), answer.getSection(Section.ANSWER).stream().map(Record::rdataToString).toList());
        assertEquals(List.of("10.0.0.3", "fd00:0:0:0:0:0:0:3"), answer.getSection(Section.ADDITIONAL).stream().map(Record::rdataToString).toList());
        assertEquals(List.of("0 0 53 web.shop."), answers("_53._udp.all", Type.SRV));
        assertEquals(List.of(), answers("_81._tcp.web", Type.SRV));
        assertEquals(List.of(), answers("web", Type.SRV));
        assertEquals(Optional.empty(), ask(query("_80._tcp.elsewhere.example", Type.SRV), true));
    }

    @Test
    void cutsWhatIsTooLongForUdp() throws IOException {
        for (int i = 3; i < 203; i++) {
            join("c" + i, i, false);
        }
        Message plain = ask(query("all", Type.A), true).orElseThrow();
        assertTrue(plain.getHeader().getFlag(Flags.TC));
        assertTrue(plain.numBytes() <= 512, () -> plain.numBytes() + " bytes");
        Message larger = query("all", Type.A);
        larger.addRecord(new OPTRecord(4096, 0, 0), Section.ADDITIONAL);
        Message whole = ask(larger, true).orElseThrow();
        assertFalse(whole.getHeader().getFlag(Flags.TC));
        assertEquals(201, whole.getSection(Section.ANSWER).size());
        assertTrue(whole.getOPT() != null);
        assertEquals(201, ask(query("all", Type.A), false).orElseThrow().getSection(Section.ANSWER).size());
    }

    @Test
    void refusesWhatIsNoQuery() {
        assertEquals(0, NameTable.answer(asker, new byte[3], true).orElseThrow().length);
        byte[] broken = new byte[14];
        broken[5] = 1;
        broken[12] = 63;
        assertEquals(Rcode.FORMERR, NameTable.answer(asker, broken, true).orElseThrow()[3] & 15);
    }
}
