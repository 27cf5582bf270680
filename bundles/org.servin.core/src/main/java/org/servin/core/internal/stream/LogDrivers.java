package org.servin.core.internal.stream;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.servin.core.driver.Drivers;
import org.servin.spi.DriverKind;
import org.servin.spi.ErrorKind;
import org.servin.spi.Lease;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LogOptions;
import org.servin.spi.log.option.TagTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Log drivers as far as plans depend on them. Thread-safe. */
final class LogDrivers implements LogPlan.Names {
    private static final Logger LOG = LoggerFactory.getLogger(LogDrivers.class);

    private final Drivers drivers;
    private final LogKinds kinds;
    private final String copyDriver;

    /**
     * Of an engine.
     *
     * @param copyDriver keeps the copy of logs that cannot be read back
     */
    LogDrivers(Drivers drivers, LogKinds kinds, String copyDriver) {
        this.drivers = drivers;
        this.kinds = kinds;
        this.copyDriver = copyDriver;
    }

    @Override
    public boolean isNowhere(String driver) {
        return kinds.isNowhere(driver);
    }

    @Override
    public int recordBytes(String driver) {
        return kinds.recordBytes(driver);
    }

    @Override
    public String copyDriver() {
        return copyDriver;
    }

    /** Where a container's output goes. */
    LogPlan plan(String type, Map<String, String> options) {
        return LogPlan.of(type, options, this);
    }

    /** Whether nothing is logged, or all of it in the container's folder only. */
    boolean isPlain(LogPlan plan) {
        return plan.isNone() || plan.parts().size() == 1 && kinds.goesWithContainer(plan.parts().get(0).driver());
    }

    /** Everything that a container's output is to go to now: with the local copy where none of its drivers can be read. */
    List<LogPart> wanted(LogPlan plan) {
        List<LogPart> wanted = new ArrayList<>(plan.parts());
        if (!plan.isNone() && plan.parts().stream().noneMatch(this::isReadable)) {
            plan.cache().filter(cache -> drivers.known(DriverKind.LOG, cache.driver())).ifPresent(wanted::add);
        }
        return wanted;
    }

    /** The log that is read back; UNSUPPORTED in dockerd's words if there is none. */
    LogPart readable(LogPlan plan) {
        return wanted(plan).stream().filter(this::isReadable).findFirst().orElseThrow(() -> new ServinException(ErrorKind.UNSUPPORTED, LogReader.CANNOT_READ));
    }

    /** Whether it can be read back, as far as that is known. */
    boolean isReadable(LogPart part) {
        return kinds.isReadable(part.driver());
    }

    /** Checks a configuration; INVALID_ARGUMENT in dockerd's words. */
    void validate(String type, Map<String, String> options) {
        try {
            check(type, options);
        } catch (ServinException e) {
            throw e.getMessage().startsWith(LogOptions.FAILED) ? new ServinException(ErrorKind.INVALID_ARGUMENT, e.getMessage(), e) : e;
        }
    }

    /** The same, but for what dockerd tells of at the start only. */
    void validateForCreation(String type, Map<String, String> options) {
        try {
            check(type, options);
        } catch (ServinException e) {
            if (!e.getMessage().startsWith(LogOptions.FAILED)) {
                throw e;
            }
            LOG.debug("told when the container is started", e);
        }
    }

    private void check(String type, Map<String, String> options) {
        LogPlan plan = plan(type, options);
        for (LogPart part : plan.parts()) {
            if (!drivers.known(DriverKind.LOG, part.driver())) {
                throw ServinException.invalid("error looking up logging plugin " + part.driver() + ": plugin \"" + part.driver() + "\" not found");
            }
        }
        List<Set<String>> known = plan.parts().stream().map(part -> with(part, LogDriver::options)).toList();
        plan.unknown(known).ifPresent(key -> {
            throw ServinException.invalid("unknown log opt '" + key + "' for " + plan.parts().get(0).driver() + " log driver");
        });
        plan.parts().forEach(this::validate);
        if (wanted(plan).size() > plan.parts().size()) {
            plan.cache().ifPresent(this::validateCache);
        }
    }

    /** The copy is the engine's: without it the container's output could not be read, so a container that cannot have it is not created. */
    private void validateCache(LogPart cache) {
        try {
            validate(cache);
        } catch (ServinException e) {
            throw new ServinException(ErrorKind.INVALID_ARGUMENT, "local copy of the log: " + e.getMessage().replace(LogOptions.FAILED, ""), e);
        }
    }

    private void validate(LogPart part) {
        with(part, driver -> {
            driver.validate(part.options(driver.options()));
            return part;
        });
    }

    private <T> T with(LogPart part, Function<LogDriver, T> call) {
        try (Lease<LogDriver> lease = drivers.lease(DriverKind.LOG, part.driver(), LogDriver.class)) {
            return call.apply(lease.driver());
        }
    }

    /**
     * Checks what the creation did not, and asks the destinations without which a container must not start; in dockerd's words if one does not answer. The options are looked at
     * again, as by dockerd: the creation told nothing of some of their faults, and files that they name may have gone since.
     */
    void reach(LogPlan plan, LogTarget container) {
        for (LogPart part : plan.parts()) {
            drivers.leaseNow(DriverKind.LOG, part.driver(), LogDriver.class).ifPresent(lease -> {
                try (lease) {
                    lease.driver().validate(part.options(lease.driver().options()));
                    LogTarget target = part.target(container, lease.driver().options());
                    TagTemplate.fill(target.options().getOrDefault("tag", ""), target); // what there is not for this container is known here only
                }
            });
            if (part.mode().required()) {
                try {
                    with(part, driver -> {
                        driver.reach(part.target(container, driver.options()));
                        return part;
                    });
                } catch (ServinException e) {
                    String reason = e.getMessage().startsWith(LogOptions.FAILED) ? e.getMessage() : LogOptions.FAILED + e.getMessage();
                    throw new ServinException(ErrorKind.INTERNAL, reason, e);
                }
            }
        }
    }

    /** The file of the first driver that keeps one for others to see. */
    Optional<Path> path(LogPlan plan, LogTarget container) {
        return plan.parts().stream().flatMap(part -> drivers.leaseNow(DriverKind.LOG, part.driver(), LogDriver.class).flatMap(lease -> {
            try (lease) {
                return lease.driver().path(part.target(container, lease.driver().options()));
            }
        }).stream()).findFirst();
    }

    /** Deletes what a driver keeps of a container. One that is away keeps it: nothing but what is in the container's folder, in general. */
    void remove(LogPart part, LogTarget container) {
        drivers.leaseNow(DriverKind.LOG, part.driver(), LogDriver.class).ifPresent(lease -> {
            try (lease) {
                lease.driver().remove(part.target(container, lease.driver().options()));
            }
        });
    }
}
