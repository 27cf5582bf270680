package org.servin.log.awslogs;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.log.http.EnvironmentProxies;
import org.servin.log.http.Http;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;

/** On whose behalf the service is spoken to, and where, as far as all containers share it. Thread-safe. */
final class Account {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** What serves credentials and metadata is on this machine or next to it, or is not there at all. */
    private static final Duration NEAR = Duration.ofSeconds(1);
    private final Map<String, String> environment;
    private final String credentialsBase;
    private final InstantSource clock;
    private final Http service;
    private final Http near = new Http(NEAR, CONNECT, Optional.empty());
    private final InstanceMetadata metadata;
    private final CredentialChain credentials;
    private Optional<String> regionHere = Optional.empty();

    Account(Map<String, String> environment, String credentialsBase, InstantSource clock) {
        this.environment = environment;
        this.credentialsBase = credentialsBase;
        this.clock = clock;
        service = new Http(CONNECT, ANSWER, Optional.of(new EnvironmentProxies(environment)));
        metadata = new InstanceMetadata(near, environment);
        credentials = new CredentialChain(List.of(new EnvironmentSource(environment), new SharedFileSource(environment),
                EndpointSource.of(near, credentialsBase, environment), metadata), clock);
    }

    /** A container's stream; UNAVAILABLE where the region is not to be found out. */
    LogStream stream(AwsLogsOptions options, LogTarget target) {
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

    /** Gives the clients up. */
    void release() {
        service.release();
        near.release();
    }
}
