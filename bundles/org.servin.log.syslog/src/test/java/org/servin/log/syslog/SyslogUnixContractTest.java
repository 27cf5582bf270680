package org.servin.log.syslog;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.servin.tck.log.StallChecks;
import org.servin.tck.log.StreamListener;

/** By a socket of this machine, whose reader acknowledges: one that reads nothing is waited for. */
class SyslogUnixContractTest extends LogDriverContract implements DestinationChecks, DownChecks, StallChecks {
    private final Path socket = socket();
    private final StreamListener listener = StreamListener.unix(socket);

    private static Path socket() {
        try {
            return Files.createTempDirectory("servin-syslog").resolve("socket");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        Files.delete(socket);
        Files.delete(socket.getParent());
    }

    @Override
    protected LogDriver newDriver() {
        return new SyslogDriver();
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("syslog-address", "unix://" + socket, "syslog-format", "rfc5424micro");
    }

    @Override
    protected Optional<LogDestination> destination() {
        return Optional.of(new SyslogServer(listener, true));
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
