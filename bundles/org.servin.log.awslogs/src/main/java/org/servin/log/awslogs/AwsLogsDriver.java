package org.servin.log.awslogs;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.spi.Driver;
import org.servin.spi.Probe;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** Sends each container's log to Amazon CloudWatch Logs, in the events of dockerd's driver of this name. */
@Component(service = LogDriver.class)
@Driver(kind = "log", name = "awslogs")
public final class AwsLogsDriver implements LogDriver {
    private final Map<String, String> environment;
    private final String credentialsBase;
    private final InstantSource clock;
    private Account account;

    /** Makes nothing before it is needed. */
    @Activate
    public AwsLogsDriver() {
        this(System.getenv(), EndpointSource.BASE, InstantSource.system());
    }

    /** In another environment, with credentials' endpoints somewhere else, and another time. */
    AwsLogsDriver(Map<String, String> environment, String credentialsBase, InstantSource clock) {
        this.environment = environment;
        this.credentialsBase = credentialsBase;
        this.clock = clock;
    }

    /** Gives the clients up. */
    @Deactivate
    synchronized void deactivate() {
        if (account != null) {
            account.release();
        }
    }

    private synchronized Account account() {
        if (account == null) {
            account = new Account(environment, credentialsBase, clock);
        }
        return account;
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public int recordBytes() {
        return Event.MOST;
    }

    @Override
    public Set<String> options() {
        return AwsLogsOptions.NAMES;
    }

    @Override
    public void validate(Map<String, String> options) {
        AwsLogsOptions.of(options);
    }

    /** Makes the stream, as dockerd does before a start. */
    @Override
    public void reach(LogTarget target) {
        AwsLogsOptions options = AwsLogsOptions.of(target.options());
        if (options.createStream()) {
            account().stream(options, target).make();
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        AwsLogsOptions options = AwsLogsOptions.of(target.options());
        return new AwsLogsSink(() -> account().stream(options, target), options, clock);
    }

    @Override
    public Optional<Path> path(LogTarget target) {
        return Optional.empty();
    }

    @Override
    public void remove(LogTarget target) {
        // nothing of it is on this machine, and what is in the service stays there
    }
}
