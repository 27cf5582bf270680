package org.servin.linux.netlink;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Messages byte by byte, as iproute2 sends the like (little-endian). */
class BatchTest {
    @BeforeEach
    void littleEndian() {
        Assumptions.assumeTrue(ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN, "golden bytes are little-endian");
    }

    private static String hex(Batch batch) {
        return HexFormat.of().formatHex(batch.seal(7), 0, batch.length());
    }

    @Test
    void addsAnAddress() throws Exception {
        Batch batch = new Batch().addAddress(5, InetAddress.getByName("10.1.2.3"), 24);
        assertEquals("30000000" + "1400" + "0506" + "07000000" + "00000000" // length, RTM_NEWADDR, REQUEST|ACK|CREATE|EXCL, sequence, port
                + "02" + "18" + "00" + "00" + "05000000" // AF_INET /24, link 5
                + "0800" + "0200" + "0a010203" // IFA_LOCAL
                + "0800" + "0100" + "0a010203" // IFA_ADDRESS
                + "0800" + "0400" + "0a0102ff", hex(batch)); // IFA_BROADCAST
    }

    @Test
    void setsADefaultRoute() throws Exception {
        assertEquals("2c000000" + "1800" + "0505" + "07000000" + "00000000" // RTM_NEWROUTE, REQUEST|ACK|REPLACE|CREATE
                + "02000000" + "fe030001" + "00000000" // AF_INET, main table, protocol boot, unicast
                + "0800" + "0500" + "0a010201" // RTA_GATEWAY
                + "0800" + "0400" + "05000000", hex(new Batch().replaceDefaultRoute(5, InetAddress.getByName("10.1.2.1")))); // RTA_OIF
    }

    @Test
    void makesAPairOfLinks() {
        byte[] mac = {2, 0x42, 10, 1, 2, 3};
        String message = hex(new Batch().createVeth(new Batch.Veth("veth0", 9, 1500, 33, "eth0", mac)));
        assertEquals("8c000000" + "1000" + "0506" + "07000000" + "00000000" // RTM_NEWLINK, REQUEST|ACK|CREATE|EXCL
                + "00000000" + "00000000" + "01000000" + "01000000" // up
                + "0a000300" + "766574683000" + "0000" // IFLA_IFNAME veth0
                + "08000400" + "dc050000" // IFLA_MTU
                + "08000a00" + "09000000" // IFLA_MASTER
                + "50001200" // IFLA_LINKINFO
                + "09000100" + "7665746800" + "000000" // IFLA_INFO_KIND veth
                + "40000200" + "3c000100" // IFLA_INFO_DATA, VETH_INFO_PEER
                + "00000000" + "00000000" + "00000000" + "00000000"
                + "09000300" + "6574683000" + "000000" // IFLA_IFNAME eth0
                + "08000400" + "dc050000"
                + "0a000100" + "02420a010203" + "0000" // IFLA_ADDRESS
                + "08001c00" + "21000000", message); // IFLA_NET_NS_FD
    }

    @Test
    void makesALinkThatSharesItsParentsAddress() {
        assertEquals("58000000" + "1000" + "0506" + "07000000" + "00000000" // RTM_NEWLINK, REQUEST|ACK|CREATE|EXCL
                + "00000000" + "00000000" + "00000000" + "00000000" // down
                + "09000300" + "6574683000" + "000000" // IFLA_IFNAME eth0
                + "08000500" + "09000000" // IFLA_LINK
                + "08001c00" + "21000000" // IFLA_NET_NS_FD
                + "1c001200" // IFLA_LINKINFO
                + "0b000100" + "6970766c616e00" + "00" // IFLA_INFO_KIND ipvlan
                + "0c000200" + "06000100" + "0200" + "0000", hex(new Batch().createIpvlan(new Batch.Ipvlan(9, 2, 33, "eth0")))); // IFLA_IPVLAN_MODE l3s, 16 bits
    }

    @Test
    void asksForAnAnswerToTheLastOnly() {
        Batch batch = new Batch().loopbackUp().up(5);
        ByteBuffer bytes = ByteBuffer.wrap(batch.seal(1)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(1, bytes.getShort(6));
        assertEquals(5, bytes.getShort(32 + 6));
        assertEquals(64, batch.length());
        assertEquals(2, bytes.getInt(32 + 8));
    }

    @Test
    void growsBeyondItsFirstBuffer() {
        Batch batch = new Batch();
        for (int i = 0; i < 100; i++) {
            batch.up(i);
        }
        ByteBuffer bytes = ByteBuffer.wrap(batch.seal(1)).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals(3200, batch.length());
        assertEquals(99, bytes.getInt(99 * 32 + 20));
        assertArrayEquals(new int[] {19}, new Batch().deleteLink("x").ignoring(19).steps().get(0).ignored());
    }
}
