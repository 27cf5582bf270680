package org.servin.api.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.servin.api.internal.access.AccessChains;
import org.servin.api.internal.access.AuditTrail;
import org.servin.api.internal.access.Guard;
import org.servin.api.internal.access.Targets;
import org.servin.api.internal.facts.ContainerFacts;
import org.servin.api.internal.http.JerseyApplication;
import org.servin.api.internal.resource.ArchiveResource;
import org.servin.api.internal.resource.CheckpointsResource;
import org.servin.api.internal.resource.ContainerExecsResource;
import org.servin.api.internal.resource.ContainerResource;
import org.servin.api.internal.resource.ContainerStreamsResource;
import org.servin.api.internal.resource.ContainersResource;
import org.servin.api.internal.resource.EventsResource;
import org.servin.api.internal.resource.ExecResource;
import org.servin.api.internal.resource.ImagesResource;
import org.servin.api.internal.resource.InfoReport;
import org.servin.api.internal.resource.NetworksResource;
import org.servin.api.internal.resource.PluginsResource;
import org.servin.api.internal.resource.RegistryResource;
import org.servin.api.internal.resource.SwarmResource;
import org.servin.api.internal.resource.SystemResource;
import org.servin.api.internal.resource.VolumesResource;
import org.servin.core.archive.Archives;
import org.servin.core.container.Commits;
import org.servin.core.container.Containers;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.exec.Execs;
import org.servin.core.network.Networks;
import org.servin.core.stream.Streams;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;
import org.servin.core.system.SystemView;
import org.servin.core.volume.Volumes;
import org.servin.http.HttpApplication;
import org.servin.http.HttpExchange;
import org.servin.image.Images;
import org.servin.image.StorageProvider;
import org.servin.spi.auth.AuditSink;

/** The Docker Engine API, wired: gives each resource the services it stands on. */
@Component(service = HttpApplication.class, immediate = true)
public final class EngineApi implements HttpApplication {
    /** How long an audit log that is being replaced is waited for, where nothing may be done without. */
    private static final Duration AUDIT_PATIENCE = Duration.ofMillis(500);

    private final AuditTrail audit;
    private final JerseyApplication application;

    /** Takes all services that some resource needs. */
    @Activate
    public EngineApi(
            @Reference Containers containers,
            @Reference Streams streams,
            @Reference Execs execs,
            @Reference Archives archives,
            @Reference Commits commits,
            @Reference Images images,
            @Reference StorageProvider storage,
            @Reference Volumes volumes,
            @Reference Networks networks,
            @Reference Events events,
            @Reference Drivers drivers,
            @Reference SystemView system,
            @Reference EngineSettings settings,
            @Reference HostFacts host,
            @Reference AccessChains access) {
        audit = new AuditTrail(() -> access.now().auditRequired(), AUDIT_PATIENCE);
        ContainerFacts facts = new ContainerFacts(images, host, other -> containers.inspect(other, false));
        ImagesResource imageResource = new ImagesResource(images, commits, storage, facts);
        application = new JerseyApplication(List.of(
                new SystemResource(settings, host, system, images, new InfoReport(settings, host, system, images, events, drivers, storage, () -> access.now().plugins())),
                new EventsResource(events),
                new ContainersResource(containers, images, host, facts),
                new ContainerResource(containers, facts),
                new ContainerExecsResource(execs),
                new CheckpointsResource(),
                new ContainerStreamsResource(containers, streams),
                new ExecResource(execs),
                new ArchiveResource(archives),
                imageResource,
                new RegistryResource(images, imageResource),
                new VolumesResource(volumes),
                new NetworksResource(networks, facts),
                new PluginsResource(drivers),
                new SwarmResource()), new Guard(access::now, audit), new Targets(containers, execs, images, networks, volumes), facts::of, settings.version());
    }

    /** An audit sink has come. */
    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void addAuditSink(AuditSink sink) {
        audit.add(sink);
    }

    /** One has gone. */
    void removeAuditSink(AuditSink sink) {
        audit.remove(sink);
    }

    /** Answers no more. */
    @Deactivate
    public void close() {
        application.close();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        application.handle(exchange);
    }
}
