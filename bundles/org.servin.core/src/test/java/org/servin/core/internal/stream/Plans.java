package org.servin.core.internal.stream;

import java.util.Map;

/** Plans where {@code none} logs nowhere, and {@code local} keeps copies. */
final class Plans {
    private static final LogPlan.Names NAMES = new LogPlan.Names() {
        @Override
        public boolean isNowhere(String driver) {
            return driver.equals("none");
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
