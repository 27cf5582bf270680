package org.servin.log.awslogs;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.log.http.EnvironmentProxies;
import org.servin.log.http.Http;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogTarget;

/** Sends each container's log to Amazon CloudWatch Logs, in the events of dockerd's driver of this name. */
@Component(service = LogDriver.class)
@Driver(kind = "log", name = "awslogs")
public final class AwsLogsDriver implements LogDriver {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** What serves credentials and metadata is on this machine or next to it, or is not there at all. */
    private static final Duration NEAR = Duration.ofSeconds(1);
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final Http service;
    private final Http near = new Http(NEAR, CONNECT, Optional.empty());
    private final String credentialsBase;
    private final InstanceMetadata metadata;
    private final CredentialChain credentials;
    private Optional<String> regionHere = Optional.empty();

    /** Makes no client before it is needed. */
    @Activate
    public AwsLogsDriver() {
        this(System.getenv(), EndpointSource.BASE, InstantSource.system());
    }

    /** In another environment, with credentials' endpoints somewhere else, and another time. */
    AwsLogsDriver(Map<String, String> environment, String credentialsBase, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
        this.credentialsBase = credentialsBase;
        service = new Http(CONNECT, ANSWER, Optional.of(new EnvironmentProxies(environment)));
        metadata = new InstanceMetadata(near, environment);
        credentials = new CredentialChain(List.of(new EnvironmentSource(environment), new SharedFileSource(environment),
                EndpointSource.of(near, credentialsBase, environment), metadata), clock);
    }

    /** Gives the clients up. */
    @Deactivate
    void deactivate() {
        service.release();
        near.release();
    }

    @Override
    public Probe probe() {
        return Probe.usable();
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
            stream(options, target).make();
        }
    }

    @Override
    public LogSink open(LogTarget target) {
        AwsLogsOptions options = AwsLogsOptions.of(target.options());
        return new AwsLogsSink(() -> stream(options, target), options, clock);
    }

    private LogStream stream(AwsLogsOptions options, LogTarget target) {
        CredentialChain chain = options.credentialsEndpoint()
                .map(path -> new CredentialChain(List.of(new EndpointSource(near, credentialsBase + path, "")), clock)).orElse(credentials);
        return new LogStream(new CloudWatchLogs(service, options.endpoint(), region(options), chain, clock), options, options.streamOf(target));
    }

    private String region(AwsLogsOptions options) {
        return options.region().or(() -> Optional.of(environment.getOrDefault("AWS_REGION", "")).filter(region -> !region.isEmpty())).orElseGet(this::regionHere);
    }

    private synchronized String regionHere() {
        if (regionHere.isEmpty()) {
            try {
                regionHere = Optional.of(metadata.region());
            } catch (ServinException e) {
                throw e.kind() == ErrorKind.CANCELLED ? e : new ServinException(ErrorKind.UNAVAILABLE, "Cannot determine region for awslogs driver", e);
            }
        }
        return regionHere.get();
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
