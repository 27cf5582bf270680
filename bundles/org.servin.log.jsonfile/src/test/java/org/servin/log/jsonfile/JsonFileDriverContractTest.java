package org.servin.log.jsonfile;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;
import org.servin.tck.log.LogDriverContract;
import org.servin.tck.log.Seen;

class JsonFileDriverContractTest extends LogDriverContract {
    @Override
    protected LogDriver newDriver() {
        return new JsonFileDriver();
    }

    @Override
    protected Optional<Map<String, String>> rotatingOptions() {
        return Optional.of(Map.of("max-size", "2k", "max-file", "1000", "compress", "true"));
    }

    /** JSON has text only: each byte that is none becomes U+FFFD. */
    @Override
    protected List<Seen> expected(List<LogRecord> records) {
        return records.stream().map(record -> Seen.of(new LogRecord(record.source(), record.epochNanos(), asText(record.text()), record.complete()))).toList();
    }

    private static byte[] asText(byte[] bytes) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length;) {
            int size = bytes[i] >= 0 ? 1 : Utf8.sizeAt(bytes, i);
            byte[] character = size == 0 ? "\ufffd".getBytes(StandardCharsets.UTF_8) : java.util.Arrays.copyOfRange(bytes, i, i + size);
            text.writeBytes(character);
            i += Math.max(1, size);
        }
        return text.toByteArray();
    }
}
