package org.servin.core.internal.stream;

import java.util.Map;
import org.servin.spi.log.LogDriver;

/** Plans where {@code none} logs nowhere, {@code roomy} takes records of 100,000 bytes, and {@code local} keeps copies. */
final class Plans {
    private static final LogPlan.Names NAMES = new LogPlan.Names() {
        @Override
        public boolean isNowhere(String driver) {
            return driver.equals("none");
        }

        @Override
        public int recordBytes(String driver) {
            return driver.equals("roomy") ? 100_000 : LogDriver.RECORD_BYTES;
        }

        @Override
        public String copyDriver() {
            return "local";
        }
    };

    private Plans() { }

    static LogPlan of(String type, Map<String, String> options) {
        return LogPlan.of(type, options, NAMES);
    }
}
