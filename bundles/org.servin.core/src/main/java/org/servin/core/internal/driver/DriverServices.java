package org.servin.core.internal.driver;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
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
import org.servin.spi.auth.AuthzDriver;
import org.servin.spi.log.LogDriver;
import org.servin.spi.network.NetworkDriver;
import org.servin.spi.runtime.RuntimeDriver;
import org.servin.spi.storage.StorageDriver;
import org.servin.spi.volume.VolumeDriver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds drivers as OSGi services, whenever they come and go. Their components are activated when the engine takes them, and may take their time: see {@link DriverArrival}.
 *
 * <p>A driver that is stopped is drained inside its bundle's stop: its service's users are told synchronously.
 */
@Component(configurationPid = "org.servin", immediate = true)
public final class DriverServices implements Drivers {
    private static final Logger LOG = LoggerFactory.getLogger(DriverServices.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_-]*");
    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final Duration ACTIVATION = Duration.ofSeconds(5);
    private final BundleContext context;
    private final DriverRegistry registry;
    private final Map<ServiceReference<?>, DriverArrival> arrivals = new ConcurrentHashMap<>();

    /** Settings, by names that are no Java identifiers. */
    @Activate
    public DriverServices(BundleContext context, Map<String, Object> settings) {
        this.context = context;
        Object wait = settings.get("servin.driver-wait"); // milliseconds
        registry = new DriverRegistry(Duration.ofMillis(wait == null ? 2_000 : Long.parseLong(wait.toString())), DRAIN, GRACE);
    }

    @Reference(service = StorageDriver.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindStorage(ServiceReference<StorageDriver> reference) {
        bind(DriverKind.STORAGE, reference, StorageDriver::probe);
    }

    void unbindStorage(ServiceReference<StorageDriver> reference) {
        unbind(reference);
    }

    @Reference(service = NetworkDriver.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindNetwork(ServiceReference<NetworkDriver> reference) {
        bind(DriverKind.NETWORK, reference, NetworkDriver::probe);
    }

    void unbindNetwork(ServiceReference<NetworkDriver> reference) {
        unbind(reference);
    }

    @Reference(service = VolumeDriver.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindVolume(ServiceReference<VolumeDriver> reference) {
        bind(DriverKind.VOLUME, reference, VolumeDriver::probe);
    }

    void unbindVolume(ServiceReference<VolumeDriver> reference) {
        unbind(reference);
    }

    @Reference(service = LogDriver.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindLog(ServiceReference<LogDriver> reference) {
        bind(DriverKind.LOG, reference, LogDriver::probe);
    }

    void unbindLog(ServiceReference<LogDriver> reference) {
        unbind(reference);
    }

    @Reference(service = AuthDriver.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindAuth(ServiceReference<AuthDriver> reference) {
        bind(DriverKind.AUTH, reference, AuthDriver::probe);
    }

    void unbindAuth(ServiceReference<AuthDriver> reference) {
        unbind(reference);
    }

    @Reference(service = AuthzDriver.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindAuthz(ServiceReference<AuthzDriver> reference) {
        bind(DriverKind.AUTHZ, reference, AuthzDriver::probe);
    }

    void unbindAuthz(ServiceReference<AuthzDriver> reference) {
        unbind(reference);
    }

    @Reference(service = RuntimeDriver.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    void bindRuntime(ServiceReference<RuntimeDriver> reference) {
        bind(DriverKind.RUNTIME, reference, RuntimeDriver::probe);
    }

    void unbindRuntime(ServiceReference<RuntimeDriver> reference) {
        unbind(reference);
    }

    private <T> void bind(DriverKind kind, ServiceReference<T> reference, Function<T, Probe> probe) {
        String name = name(reference);
        Bundle bundle = reference.getBundle();
        String from = bundle == null ? "unknown" : bundle.getSymbolicName() + " " + bundle.getVersion();
        if (!kind.text().equals(reference.getProperty(Driver.PREFIX_ + "kind")) || !NAME.matcher(name).matches()) {
            LOG.warn("{} driver of {} is passed over: its component must carry @Driver with this kind and a name of the form {}", kind.text(), from, NAME);
            return;
        }
        DriverArrival.Offer offer = new DriverArrival.Offer(kind, name, priority(reference), !Boolean.FALSE.equals(reference.getProperty(Driver.PREFIX_ + "listed")), ranking(reference), from);
        DriverArrival arrival = new DriverArrival(registry, offer, new DriverArrival.Source() {
            @Override
            public Optional<Object> get() {
                return Optional.ofNullable(context.getService(reference));
            }

            @Override
            @SuppressWarnings("unchecked")
            public Probe probe(Object driver) {
                return probe.apply((T) driver);
            }

            @Override
            public void release() {
                context.ungetService(reference);
            }
        });
        arrivals.put(reference, arrival);
        arrival.begin(ACTIVATION);
    }

    private void unbind(ServiceReference<?> reference) {
        DriverArrival arrival = arrivals.remove(reference);
        if (arrival != null) {
            arrival.leave();
        }
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
