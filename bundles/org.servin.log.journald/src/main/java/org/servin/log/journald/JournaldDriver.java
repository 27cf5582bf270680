package org.servin.log.journald;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.linux.ErrnoException;
import org.servin.linux.journal.JournalSocket;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogCursor;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogQuery;
import org.servin.spi.log.LogReadSupport;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LogOptions;

/**
 * Keeps containers' logs in the journal of systemd, with the fields of dockerd, and reads them back. The journal is the machine's: it is bounded, and rotated, by journald's own
 * settings, and keeps what a container has written when that is removed. journald also drops what a service, which the engine is to it, writes beyond its {@code RateLimitBurst}, and
 * tells nobody but the journal: see {@code LogRateLimitIntervalSec} in systemd.exec(5).
 */
@Component(service = LogDriver.class, configurationPid = "org.servin.log.journald")
@Driver(kind = "log", name = "journald")
public final class JournaldDriver implements LogDriver, LogReadSupport {
    private static final String DISABLED = "journald is not enabled on this host";

    private final JournalPlace place;
    private final Deliveries deliveries = new Deliveries();

    /** Which journal; by default the machine's. */
    public @interface Config {
        /** Where journald listens: "Native Journal Protocol". */
        String socket() default "/run/systemd/journal/socket";

        /** The folder of the journal's files; empty for where the machine's are, {@code /run/log/journal} and {@code /var/log/journal}. */
        String folder() default "";
    }

    /** Nothing is opened before the first use. */
    @Activate
    public JournaldDriver(Config config) {
        this(Path.of(config.socket()), config.folder().isEmpty() ? Optional.empty() : Optional.of(Path.of(config.folder())));
    }

    JournaldDriver(Path socket, Optional<Path> folder) {
        this.place = new JournalPlace(socket, folder);
    }

    @Override
    public Probe probe() {
        return Files.exists(place.socket()) ? Probe.usable() : Probe.skip(DISABLED + ": there is no " + place.socket());
    }

    @Override
    public Set<String> options() {
        return JournaldOptions.NAMES;
    }

    @Override
    public void validate(Map<String, String> options) {
        JournaldOptions.check(options);
    }

    @Override
    public void reach(LogTarget target) {
        try {
            JournalSocket.connect(place.socket(), JournaldSink.PATIENCE_MILLIS).close();
        } catch (ErrnoException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, LogOptions.FAILED + DISABLED + ": " + e.getMessage(), e);
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        JournaldOptions.check(target.options());
        return new JournaldSink(place, target.containerId(), new Entries(target), deliveries);
    }

    @Override
    public LogCursor read(LogTarget target, LogQuery query) {
        return new JournaldCursor(place, target.containerId(), query);
    }

    @Override
    public Map<String, String> details(LogTarget target) {
        return Entries.details(target);
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) {
        deliveries.forget(target.containerId());
    }
}
