package org.servin.log.splunk;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.log.http.Http;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/**
 * Sends each container's log to a Splunk HTTP Event Collector, in the events of dockerd's driver of this name. The protocol is Splunk's "Format events for HTTP Event
 * Collector" and "Troubleshoot HTTP Event Collector".
 *
 * <p>An event is delivered once its request was answered with 200, which is all that dockerd's driver looks at, too: with {@code splunk-index-acknowledgment} it says in which
 * channel it sends, as such tokens demand, but does not wait for the index.
 */
@Component(service = LogDriver.class)
@Driver(kind = "log", name = "splunk")
public final class SplunkDriver implements LogDriver {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** As long as dockerd waits. */
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private final Duration answer;
    private Http http;

    /** Makes nothing before it is needed. */
    @Activate
    public SplunkDriver() {
        this(ANSWER);
    }

    /** Waits another time for answers. */
    SplunkDriver(Duration answer) {
        this.answer = answer;
    }

    /** Gives the clients up. */
    @Deactivate
    synchronized void deactivate() {
        if (http != null) {
            http.release();
        }
    }

    private synchronized Http http() {
        if (http == null) {
            http = new Http(CONNECT, answer, Optional.empty());
        }
        return http;
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Set<String> options() {
        return SplunkOptions.NAMES;
    }

    @Override
    public void validate(Map<String, String> options) {
        SplunkOptions.of(options);
    }

    /** Asks as dockerd does before a start: by OPTIONS, without the token; not at all if {@code splunk-verify-connection} says so. */
    @Override
    public void reach(LogTarget target) {
        SplunkOptions options = SplunkOptions.of(target.options());
        if (options.verify()) {
            new Collector(http(), options).verify();
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        SplunkOptions options = SplunkOptions.of(target.options());
        return new SplunkSink(new Collector(http(), options), EventFormat.of(options, target));
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) {
        // nothing of it is on this machine
    }
}
