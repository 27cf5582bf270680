package org.servin.core.internal.network;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The texts that containers read, as dockerd 20.10 writes them. */
class FilesTest {
    @Test
    void writesHosts() {
        assertEquals("""
                127.0.0.1\tlocalhost
                ::1\tlocalhost ip6-localhost ip6-loopback
                fe00::0\tip6-localnet
                ff00::0\tip6-mcastprefix
                ff02::1\tip6-allnodes
                ff02::2\tip6-allrouters
                1.2.3.4\tzz
                172.17.0.1\tgw
                172.22.0.2\thh.dd.tt hh
                fd11:22::2\thh.dd.tt hh
                """, HostsFile.own(List.of(new HostsFile.Entry("1.2.3.4", "zz"), new HostsFile.Entry("172.17.0.1", "gw")), List.of("172.22.0.2", "fd11:22::2"), "hh", "dd.tt"));
    }

    @Test
    void aLinkMovesOrGoes() {
        String hosts = "127.0.0.1\tlocalhost\n172.17.0.2\tdb 0123\n172.17.0.2\tdb2 0123 db\n# what somebody wrote\n172.17.0.3\tabcd\n";
        assertEquals(hosts.replace("172.17.0.2\tdb 0123", "172.17.0.9\tdb 0123"), HostsFile.moved(hosts, "db", "172.17.0.9"));
        assertEquals(hosts.replace("172.17.0.2\tdb 0123\n", ""), HostsFile.without(hosts, "db"));
        assertEquals(hosts, HostsFile.without(hosts, "d"));
    }

    @Test
    void keepsReachableServers() {
        String host = "# comment\nnameserver 127.0.0.53\nnameserver 10.0.0.1\nnameserver fd00::1\nsearch a b\noptions edns0\n";
        assertEquals("# comment\nnameserver 10.0.0.1\nsearch a b\noptions edns0\n", new ResolvConf(host).reachable(false).text());
        assertEquals("# comment\nnameserver 10.0.0.1\nnameserver fd00::1\nsearch a b\noptions edns0\n", new ResolvConf(host).reachable(true).text());
        assertEquals("search x\nnameserver 8.8.8.8\nnameserver 8.8.4.4\n", new ResolvConf("nameserver 127.0.0.1\nsearch x\n").reachable(false).text());
    }

    @Test
    void asksTheEmbeddedServer() {
        assertEquals("nameserver 127.0.0.11\noptions ndots:0\n", new ResolvConf("nameserver 10.0.0.1\n").embedded("127.0.0.11").text());
        assertEquals("search a.test b.test\nnameserver 127.0.0.11\noptions ndots:3\n",
                ResolvConf.of(List.of("192.0.2.53"), List.of("a.test", "b.test"), List.of("ndots:3")).embedded("127.0.0.11").text());
        assertEquals("search a.test b.test\nnameserver 192.0.2.53\noptions ndots:3\n",
                ResolvConf.of(List.of("192.0.2.53"), List.of("a.test", "b.test"), List.of("ndots:3")).text());
    }
}
