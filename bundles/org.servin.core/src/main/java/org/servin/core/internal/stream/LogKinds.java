package org.servin.core.internal.stream;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogPlace;
import org.servin.spi.log.LogReadSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the logs of drivers are, and whether they can be read back: also of a driver that is away, once it was there. What is known is kept in a file for the next engine, at
 * whose start drivers come in any order. Thread-safe.
 */
final class LogKinds {
    private static final Logger LOG = LoggerFactory.getLogger(LogKinds.class);
    private static final Kind UNKNOWN = new Kind(LogPlace.ELSEWHERE, false, LogDriver.RECORD_BYTES);

    private final Drivers drivers;
    private final Path file;
    private final Map<String, Kind> known = new ConcurrentHashMap<>();

    /** What a driver says of itself. */
    record Kind(LogPlace place, boolean readable, int recordBytes) {
        static Kind of(LogDriver driver) {
            return new Kind(driver.place(), driver instanceof LogReadSupport, driver.recordBytes());
        }
    }

    /**
     * Knows what the file says, if it is there.
     *
     * @param file is written when something is learned
     */
    LogKinds(Drivers drivers, Path file) {
        this.drivers = drivers;
        this.file = file;
        if (Files.exists(file)) {
            load();
        }
    }

    private void load() {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] words = line.split(" ");
                known.put(words[0], new Kind(LogPlace.valueOf(words[1]), Boolean.parseBoolean(words[2]), Integer.parseInt(words[3])));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} cannot be read: what log drivers are like is known when they come", file, e);
        }
    }

    /** A driver has come, perhaps in another version. */
    void learn(String driver) {
        drivers.leaseNow(DriverKind.LOG, driver, LogDriver.class).ifPresent(lease -> learn(driver, lease));
    }

    private Kind learn(String driver, Lease<LogDriver> there) {
        try (there) {
            Kind kind = Kind.of(there.driver());
            if (!kind.equals(known.put(driver, kind))) {
                keep();
            }
            return kind;
        }
    }

    private synchronized void keep() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(known).forEach((name, kind) -> text.append(name).append(' ').append(kind.place()).append(' ').append(kind.readable())
                .append(' ').append(kind.recordBytes()).append('\n'));
        Path making = file.resolveSibling("." + file.getFileName());
        try {
            Files.writeString(making, text);
            Files.move(making, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.warn("{} cannot be written: the next engine knows of log drivers only when they have come", file, e);
        }
    }

    /** One that was never seen is waited for as for a lease, and then taken for one that sends. */
    private Kind of(String driver) {
        Kind kind = known.get(driver);
        if (kind != null) {
            return kind;
        }
        try {
            return learn(driver, drivers.lease(DriverKind.LOG, driver, LogDriver.class));
        } catch (ServinException e) {
            LOG.debug("nothing is known of log driver {}", driver, e);
            return UNKNOWN;
        }
    }

    /** Whether what it is given is kept nowhere. */
    boolean isNowhere(String driver) {
        return of(driver).place() == LogPlace.NOWHERE;
    }

    /** Whether its logs are in containers' folders, and go with them. */
    boolean goesWithContainer(String driver) {
        return of(driver).place() == LogPlace.CONTAINER;
    }

    /** The most bytes of a record that it wants. */
    int recordBytes(String driver) {
        return of(driver).recordBytes();
    }

    /** Whether it reads back. */
    boolean isReadable(String driver) {
        return of(driver).readable();
    }
}
