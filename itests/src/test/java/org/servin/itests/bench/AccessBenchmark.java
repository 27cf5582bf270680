package org.servin.itests.bench;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.servin.itests.harness.Api;
import org.servin.itests.harness.Tokens;

/**
 * What it costs that somebody looks who calls and decides what they may do: pings of an engine without any of that and of one with it, in turn, by the kernel's word at
 * the unix socket and by a token. And what a crowd of clients that send half a request costs the others.
 *
 * <p>Arguments: the open engine's socket, the guarded one's, and the file with the secret that its tokens are signed with.
 */
public final class AccessBenchmark {
    private static final int ROUNDS = 15;
    private static final int PINGS = 2_000;
    private static final int CLIENTS = 4;
    private static final int CROWD = 1_000;
    /** They are thrown out after half a minute. */
    private static final int CROWDED_ROUNDS = 10;
    private static final double MOST_ADDED_MILLIS = 0.3;
    private static final double LEAST_KEPT = 0.8;

    private AccessBenchmark() { }

    public static void main(String[] args) throws Exception {
        Path open = Path.of(args[0]);
        Path guarded = Path.of(args[1]);
        String token = "Authorization: Bearer " + new Tokens(Files.readString(Path.of(args[2])).strip(), "bench").of("ada") + "\r\n";
        Figures figures = new Figures();
        for (int round = 0; round <= ROUNDS; round++) {
            measure(figures, "open", open, "");
            measure(figures, "peer", guarded, "");
            measure(figures, "token", guarded, token);
            if (round == 0) {
                figures.clear(); // an engine lives for weeks
            }
        }
        try (Halves crowd = new Halves()) { // last, since who is measured next would pay for its end
            crowd.send(open);
            measure(new Figures(), "crowd", open, ""); // and they have to be let in first
            for (int round = 0; round < CROWDED_ROUNDS; round++) {
                measure(figures, "crowd", open, "");
            }
        }
        System.out.printf(Locale.ROOT, "%-10s%12s%12s%10s%14s%10s%10s%n", "", "ping, ms", "added, ms", "bound", "pings/s", "kept", "bound");
        for (String who : List.of("open", "peer", "token", "crowd")) {
            double added = figures.median(who) - figures.median("open");
            double kept = figures.median(who + "/s") / figures.median("open/s");
            System.out.printf(Locale.ROOT, "%-10s%12.4f%12.4f%10s%14.0f%10.2f%10s%n", who, figures.median(who), added, added <= MOST_ADDED_MILLIS ? "<=0.3" : "MISSED",
                    figures.median(who + "/s"), kept, kept >= LEAST_KEPT ? ">=0.8" : "MISSED");
        }
    }

    /** Clients that have sent half a request each. */
    private static final class Halves implements AutoCloseable {
        private final List<SocketChannel> all = new ArrayList<>();

        void send(Path socket) throws IOException {
            for (int i = 0; i < CROWD; i++) {
                SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket));
                all.add(client);
                client.write(ByteBuffer.wrap("GET /_ping HTTP/1.1\r\nHost: d\r\nX-Half: ".getBytes(StandardCharsets.US_ASCII)));
            }
        }

        @Override
        public void close() throws IOException {
            for (SocketChannel client : all) {
                client.close();
            }
        }
    }

    private static void measure(Figures figures, String who, Path socket, String headers) throws Exception {
        try (Api api = new Api(socket, headers)) {
            for (int i = 0; i < PINGS; i++) {
                figures.timed(who, () -> api.call("GET", "/_ping", ""));
            }
        }
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            long from = System.nanoTime();
            List<Future<Void>> all = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                all.add(clients.submit(() -> {
                    try (Api api = new Api(socket, headers)) {
                        for (int i = 0; i < PINGS; i++) {
                            api.call("GET", "/_ping", "");
                        }
                    }
                    return null;
                }));
            }
            for (Future<Void> each : all) {
                each.get();
            }
            figures.add(who + "/s", CLIENTS * PINGS / ((System.nanoTime() - from) / 1e9));
        } finally {
            clients.shutdown();
        }
    }
}
