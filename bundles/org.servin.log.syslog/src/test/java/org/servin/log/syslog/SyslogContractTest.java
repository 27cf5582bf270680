package org.servin.log.syslog;

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

/** By TCP. The destination is the test's own; real servers are in the end-to-end tests. */
class SyslogContractTest extends LogDriverContract implements DestinationChecks, DownChecks {
    private final StreamListener listener = StreamListener.tcp();

    @AfterEach
    void close() {
        listener.close();
    }

    @Override
    protected LogDriver newDriver() {
        return new SyslogDriver();
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("syslog-address", "tcp://127.0.0.1:" + listener.port(), "syslog-format", "rfc5424micro");
    }

    @Override
    protected Optional<LogDestination> destination() {
        return Optional.of(new SyslogServer(listener, false));
    }

    @Override
    protected List<Seen> expected(List<LogRecord> records) {
        return records.stream().filter(record -> record.text().length > 0).map(SyslogServer::seen).toList();
    }

    @Override
    protected boolean mayStay(Thread thread) {
        return thread.getName().startsWith(StreamListener.THREADS);
    }
}
