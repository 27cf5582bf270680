package org.servin.core.internal.driver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.servin.core.driver.Drivers;
import org.servin.spi.Driver;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.Probe;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.log.LogDriver;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.runtime.RuntimeDriver;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.volume.VolumeDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds drivers as OSGi services, whenever they come and go.
 *
 * <p>A driver that is stopped is drained inside its bundle's stop: its service's users are told synchronously.
 */
@Component(configurationPid = "org.servin", immediate = true)
public final class DriverServices implements Drivers {
    private static final Logger LOG = LoggerFactory.getLogger(DriverServices.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private final DriverRegistry registry;

    /** Settings, by names that are no Java identifiers. */
    @Activate
    public DriverServices(Map<String, Object> settings) {
        Object wait = settings.get("servin.driver-wait"); // milliseconds
        registry = new DriverRegistry(Duration.ofMillis(wait == null ? 2_000 : Long.parseLong(wait.toString())), DRAIN, GRACE);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindStorage(StorageDriver driver, ServiceReference<StorageDriver> reference) {
        bind(DriverKind.STORAGE, driver, reference, driver::probe);
    }

    void unbindStorage(StorageDriver driver, ServiceReference<StorageDriver> reference) {
        unbind(DriverKind.STORAGE, driver, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindNetwork(NetworkDriver driver, ServiceReference<NetworkDriver> reference) {
        bind(DriverKind.NETWORK, driver, reference, driver::probe);
    }

    void unbindNetwork(NetworkDriver driver, ServiceReference<NetworkDriver> reference) {
        unbind(DriverKind.NETWORK, driver, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindVolume(VolumeDriver driver, ServiceReference<VolumeDriver> reference) {
        bind(DriverKind.VOLUME, driver, reference, driver::probe);
    }

    void unbindVolume(VolumeDriver driver, ServiceReference<VolumeDriver> reference) {
        unbind(DriverKind.VOLUME, driver, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindLog(LogDriver driver, ServiceReference<LogDriver> reference) {
        bind(DriverKind.LOG, driver, reference, driver::probe);
    }

    void unbindLog(LogDriver driver, ServiceReference<LogDriver> reference) {
        unbind(DriverKind.LOG, driver, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindAuth(AuthDriver driver, ServiceReference<AuthDriver> reference) {
        bind(DriverKind.AUTH, driver, reference, driver::probe);
    }

    void unbindAuth(AuthDriver driver, ServiceReference<AuthDriver> reference) {
        unbind(DriverKind.AUTH, driver, reference);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindRuntime(RuntimeDriver driver, ServiceReference<RuntimeDriver> reference) {
        bind(DriverKind.RUNTIME, driver, reference, driver::probe);
    }

    void unbindRuntime(RuntimeDriver driver, ServiceReference<RuntimeDriver> reference) {
        unbind(DriverKind.RUNTIME, driver, reference);
    }

    private <T> void bind(DriverKind kind, T driver, ServiceReference<T> reference, Supplier<Probe> probe) {
        String name = name(reference);
        Bundle bundle = reference.getBundle();
        String from = bundle == null ? "unknown" : bundle.getSymbolicName() + " " + bundle.getVersion();
        if (!kind.text().equals(reference.getProperty(Driver.PREFIX_ + "kind")) || !NAME.matcher(name).matches()) {
            LOG.warn("{} driver of {} is passed over: its component must carry @Driver with this kind and a name of the form {}", kind.text(), from, NAME);
            return;
        }
        registry.arrive(new Candidate(kind, name, priority(reference), driver, ranking(reference), from, probe(probe)));
    }

    private <T> void unbind(DriverKind kind, T driver, ServiceReference<T> reference) {
        registry.leave(kind, name(reference), driver);
    }

    private static String name(ServiceReference<?> reference) {
        return String.valueOf(reference.getProperty(Driver.PREFIX_ + "name"));
    }

    private static int priority(ServiceReference<?> reference) {
        return reference.getProperty(Driver.PREFIX_ + "priority") instanceof Number number ? number.intValue() : 0;
    }

    /** {@link ServiceReference} compares by {@link Constants#SERVICE_RANKING}, then by age. */
    @SuppressWarnings("unchecked")
    private static Comparable<Object> ranking(ServiceReference<?> reference) {
        return (Comparable<Object>) (Comparable<?>) reference;
    }

    private static Probe probe(Supplier<Probe> probe) {
        try {
            return probe.get();
        } catch (RuntimeException | LinkageError failure) { // a driver's failure is never the engine's
            LOG.warn("a driver's probe failed", failure);
            return Probe.broken("probe failed: " + failure);
        }
    }

    @Override
    public <T> Lease<T> lease(DriverKind kind, String name, Class<T> type) {
        return registry.lease(kind, name, type);
    }

    @Override
    public <T> Optional<Lease<T>> leaseNow(DriverKind kind, String name, Class<T> type) {
        return registry.leaseNow(kind, name, type);
    }

    @Override
    public String preferred(DriverKind kind) {
        return registry.preferred(kind);
    }

    @Override
    public boolean known(DriverKind kind, String name) {
        return registry.known(kind, name);
    }

    @Override
    public List<Entry> entries() {
        return registry.entries();
    }

    @Override
    public void listen(Listener listener) {
        registry.listen(listener);
    }

    @Override
    public void unlisten(Listener listener) {
        registry.unlisten(listener);
    }
}
