package org.servin.itests.cli;

import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;

/** Names of containers on a network, asked from inside of one. */
public class NamesIT {
    /** Queries a second that the embedded server answers at least. */
    private static final int ENOUGH = 5000;
    /** Asks for a name for two seconds, 32 queries at once, and prints how many right answers there were in one. The host's perl, which every Debian has, runs in the container. */
    private static final String CLIENT = """
            use Time::HiRes 'time';
            $s = IO::Socket::INET->new(PeerAddr => '127.0.0.11', PeerPort => 53, Proto => 'udp');
            $q = pack('nnnnnn', 7, 0x100, 1, 0, 0, 0) . join('', map { pack('C/a', $_) } split /\\./, 'web') . pack('Cnn', 0, 1, 1);
            $end = time + 2;
            $s->send($q) for 1 .. 32;
            while (time < $end) { $s->recv($r, 512); $right++ if unpack('x3C', $r) % 16 == 0 && unpack('x6n', $r) == 1; $s->send($q); }
            print int($right / 2);
            """;
    @ClassRule
    public static final Engine ENGINE = new Engine();

    private static void start(String name) {
        ENGINE.docker("run", "-d", "--name", name, "--network", "names", "-v", "/usr:/usr:ro", "-v", "/usr/lib:/lib:ro", "-v", "/usr/lib64:/lib64:ro", "busybox", "sleep", "1000").exits(0);
    }

    @Test
    public void answersQuicklyAndGoesOnAfterTheEnginesDeath() {
        ENGINE.docker("network", "create", "names").exits(0);
        start("web");
        start("client");
        Await.until(ENOUGH + " answers a second", () -> rate() >= ENOUGH);
        ENGINE.kill();
        ENGINE.start();
        Await.until("names are served again", () -> ENGINE.docker("exec", "client", "nslookup", "web", "127.0.0.11").exit() == 0);
        ENGINE.docker("rm", "-f", "web", "client").exits(0);
        ENGINE.docker("network", "rm", "names").exits(0);
    }

    private static int rate() {
        return Integer.parseInt(ENGINE.docker("exec", "client", "/usr/bin/perl", "-MIO::Socket::INET", "-e", CLIENT).text());
    }
}
