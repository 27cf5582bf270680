package org.servin.log.gelf;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;
import org.servin.tck.log.DestinationChecks;
import org.servin.tck.log.DownChecks;
import org.servin.tck.log.LogDestination;
import org.servin.tck.log.LogDriverContract;
import org.servin.tck.log.Seen;
import org.servin.tck.log.StreamListener;

/** By TCP. Debian has no GELF server: the destination is the test's own, and the one of the end-to-end tests is driven by dockerd's driver, too. */
class GelfContractTest extends LogDriverContract implements DestinationChecks, DownChecks {
    private final StreamListener listener = StreamListener.tcp();

    @AfterEach
    void close() {
        listener.close();
    }

    @Override
    protected LogDriver newDriver() {
        return new GelfDriver();
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("gelf-address", "tcp://127.0.0.1:" + listener.port(), "gelf-tcp-max-reconnect", "0");
    }

    @Override
    protected Optional<LogDestination> destination() {
        return Optional.of(new GelfServer(listener));
    }

    @Override
    protected List<Seen> expected(List<LogRecord> records) {
        return records.stream().filter(record -> record.text().length > 0).map(GelfServer::seen).toList();
    }

    @Override
    protected boolean mayStay(Thread thread) {
        return thread.getName().startsWith(StreamListener.THREADS);
    }
}
