package org.servin.log.local;

import java.util.Map;
import java.util.Optional;
import org.servin.spi.log.LogDriver;
import org.servin.tck.log.FileChecks;
import org.servin.tck.log.LogDriverContract;

class LocalDriverContractTest extends LogDriverContract implements FileChecks {
    @Override
    protected LogDriver newDriver() {
        return new LocalDriver();
    }

    @Override
    protected Optional<Map<String, String>> rotatingOptions() {
        return Optional.of(Map.of("max-size", "2k", "max-file", "1000"));
    }
}
