package org.servin.log.jsonfile;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;
import org.servin.tck.log.FileChecks;
import org.servin.tck.log.LogDriverContract;
import org.servin.tck.log.Seen;

class JsonFileDriverContractTest extends LogDriverContract implements FileChecks {
    @Override
    protected LogDriver newDriver() {
        return new JsonFileDriver();
    }

    @Override
    protected Optional<Map<String, String>> rotatingOptions() {
        return Optional.of(Map.of("max-size", "4k", "max-file", "1000", "compress", "true"));
    }

    /** JSON has text only: each byte that is none becomes U+FFFD. */
    @Override
    protected List<Seen> expected(List<LogRecord> records) {
        return records.stream().map(record -> Seen.of(new LogRecord(record.source(), record.epochNanos(), Seen.asUtf8(record.text()), record.complete()))).toList();
    }
}
