package org.servin.api.internal.access;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is asked about requests that come now: other settings concern the next request, and no connection is closed for them. Thread-safe. */
@Component(service = AccessChains.class, configurationPid = {"org.servin", "org.servin.access"})
public final class AccessChains {
    private static final Logger LOG = LoggerFactory.getLogger(AccessChains.class);

    private final Drivers drivers;
    private final Events events;
    private final EngineSettings engine;
    private final HostFacts host;
    private volatile AccessChain now;

    /** Who is asked first. */
    @Activate
    public AccessChains(AccessSettings settings, @Reference Drivers drivers, @Reference Events events, @Reference EngineSettings engine, @Reference HostFacts host) {
        this.drivers = drivers;
        this.events = events;
        this.engine = engine;
        this.host = host;
        this.now = AccessChain.of(settings, drivers);
    }

    /**
     * Takes other settings. That callers need not prove any more who they are is not taken: listeners were opened to whoever proves it, and whether they may be open to everybody
     * is asked when the engine starts.
     */
    @Modified
    void modified(AccessSettings settings) {
        if (now.authentication().proves() && Stream.of(settings.authentication()).allMatch(Authentication.NONE::equals)) {
            LOG.error("who is asked about requests stays as it was: without authentication, listeners would be open to everybody; for that, start the engine anew");
            return;
        }
        now = AccessChain.of(settings, drivers);
        LOG.info("settings were read again: authentication {}, authorization {}", now.authentication(), now.authorization());
        events.publish("daemon", "reload", engine.engineId(), Map.of("name", host.hostname(), "authentication", List.of(settings.authentication()).toString(),
                "authorization", List.of(settings.authorization()).toString(), "authorization-plugins", now.plugins().toString()));
    }

    /** Who is asked now. */
    public AccessChain now() {
        return now;
    }
}
