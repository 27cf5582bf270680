package org.servin.log.fluentd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.msgpack.value.ArrayValue;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogTarget;
import org.servin.tck.log.DestinationChecks;
import org.servin.tck.log.DownChecks;
import org.servin.tck.log.LogDestination;
import org.servin.tck.log.LogDriverContract;
import org.servin.tck.log.Seen;
import org.servin.tck.log.StallChecks;

/** With acknowledgements. The destination is the test's own; a real one is in the end-to-end tests. */
class FluentdAckContractTest extends LogDriverContract implements LogDestination, DestinationChecks, DownChecks, StallChecks {
    private final List<ArrayValue> earlier = new ArrayList<>();
    private Receiver receiver;
    private int port;

    @BeforeEach
    void listen() {
        start();
        port = receiver.port();
    }

    @AfterEach
    void close() {
        stop();
    }

    @Override
    protected LogDriver newDriver() {
        return new FluentdDriver();
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("fluentd-address", "127.0.0.1:" + port, "fluentd-sub-second-precision", "true", "fluentd-request-ack", "true");
    }

    @Override
    protected List<Seen> expected(List<LogRecord> records) {
        return Received.expected(records);
    }

    @Override
    protected Optional<LogDestination> destination() {
        return Optional.of(this);
    }

    @Override
    protected boolean mayStay(Thread thread) {
        return thread.getName().startsWith(Receiver.THREADS);
    }

    @Override
    public List<Seen> received(LogTarget target) {
        List<Seen> seen = new ArrayList<>();
        for (ArrayValue message : earlier) {
            seen.addAll(Received.of(message, target));
        }
        if (receiver != null) {
            for (ArrayValue message : receiver.all()) {
                seen.addAll(Received.of(message, target));
            }
        }
        return seen;
    }

    @Override
    public void stop() {
        try {
            if (receiver != null) {
                receiver.close();
                earlier.addAll(receiver.all());
                receiver = null;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start() {
        stop();
        try {
            receiver = new Receiver(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean stall() {
        receiver.answers((chunk, number) -> null);
        return true;
    }
}
