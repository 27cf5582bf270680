package org.servin.metrics;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.spi.meter.Meter;
import org.servin.spi.meter.MeterSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens for collectors, where the settings say so. */
@Component(configurationPid = "org.servin", immediate = true, service = {})
public final class MetricsComponent {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsComponent.class);
    private final BundleContext context;
    private final Optional<MetricsServer> server;

    /** Listens, or says why that is not possible: the engine works without. */
    @Activate
    public MetricsComponent(BundleContext context, MetricsSettings settings) {
        this.context = context;
        this.server = settings.metrics$_$addr().isEmpty() ? Optional.empty() : listen(settings.metrics$_$addr());
    }

    private Optional<MetricsServer> listen(String address) {
        try {
            MetricsServer listening = new MetricsServer(address, this::meters);
            LOG.info("metrics are at http://{}/metrics, for everybody", address);
            return Optional.of(listening);
        } catch (IOException | RuntimeException e) {
            LOG.error("metrics cannot be shown on {}: {}", address, e.getMessage(), e);
            return Optional.empty();
        }
    }

    /** Sources come and go with their bundles: they are looked up when somebody asks. */
    private List<Meter> meters() {
        List<Meter> all = new ArrayList<>();
        try {
            for (ServiceReference<MeterSource> reference : context.getServiceReferences(MeterSource.class, null)) {
                all.addAll(metersOf(reference));
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("no filter was given", e);
        }
        return all;
    }

    /** One source that fails takes away its own numbers only. */
    private List<Meter> metersOf(ServiceReference<MeterSource> reference) {
        MeterSource source = context.getService(reference);
        if (source == null) {
            return List.of();
        }
        try {
            return source.meters();
        } catch (RuntimeException e) {
            LOG.warn("metrics lack those of {}", reference, e);
            return List.of();
        } finally {
            context.ungetService(reference);
        }
    }

    /** Stops listening. */
    @Deactivate
    public void close() {
        server.ifPresent(MetricsServer::close);
    }
}
