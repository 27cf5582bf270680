package org.servin.tck.log;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.servin.spi.log.LogDriver;

/** The contract of drivers that the tests have made, right ones and broken ones. */
final class ReferenceContracts {
    private ReferenceContracts() { }

    /** Of a driver that keeps files. */
    abstract static class OfFiles extends LogDriverContract implements FileChecks {
        private final Supplier<LogDriver> maker;

        OfFiles(Supplier<LogDriver> maker) {
            this.maker = maker;
        }

        @Override
        protected LogDriver newDriver() {
            return maker.get();
        }

        @Override
        protected Optional<Map<String, String>> rotatingOptions() {
            return Optional.of(Map.of()); // one file that grows is enough of them
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(300);
        }
    }

    /** Of a driver that sends. */
    abstract static class OfRemote extends LogDriverContract implements DestinationChecks, DownChecks, StallChecks {
        private static final String TOKEN = "sesame-open-0815";

        private final RemoteDriver.Memory destination = new RemoteDriver.Memory();
        private final Function<RemoteDriver.Memory, LogDriver> maker;

        OfRemote(Function<RemoteDriver.Memory, LogDriver> maker) {
            this.maker = maker;
        }

        @Override
        protected LogDriver newDriver() {
            return maker.apply(destination);
        }

        @Override
        protected Map<String, String> options() {
            return Map.of("token", TOKEN);
        }

        @Override
        protected Set<String> secrets() {
            return Set.of(TOKEN);
        }

        @Override
        protected Optional<LogDestination> destination() {
            return Optional.of(destination);
        }

        @Override
        protected Duration patience() {
            return Duration.ofMillis(300);
        }
    }
}
