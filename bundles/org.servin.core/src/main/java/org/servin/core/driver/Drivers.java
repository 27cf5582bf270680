package org.servin.core.driver;

import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.Probe;

/**
 * All drivers that are installed, usable or not. Thread-safe.
 *
 * <p>A driver that is being stopped is drained: it gives no more leases, and its bundle's stop waits for those that are out, for a bounded time.
 */
@ProviderType
public interface Drivers {
    /**
     * A driver as administrators see it.
     *
     * @param kind its kind
     * @param name its name
     * @param priority see {@link org.servin.spi.Driver}
     * @param listed see {@link org.servin.spi.Driver}
     * @param probe what it says of this host
     * @param shadowed whether another of the same name serves
     * @param bundle symbolic name and version of its bundle
     */
    record Entry(DriverKind kind, String name, int priority, boolean listed, Probe probe, boolean shadowed, String bundle) { }

    /** Told when a driver comes or goes. */
    interface Listener {
        /** A usable driver has come: it may have to adopt what another left. Called before leases are given to others. */
        void arrived(DriverKind kind, String name);

        /** The driver that serves under that name is about to be drained: who holds a lease for long gives it back soon, and borrows again from its successor or not at all. */
        default void departing(DriverKind kind, String name) { }

        /** No usable driver of that name is left. */
        void departed(DriverKind kind, String name);
    }

    /**
     * Borrows a driver. Waits a bounded time for one that was here and went; then UNAVAILABLE naming it.
     * NOT_FOUND, naming it, for one that was never here.
     *
     * @param type the driver interface of that kind
     */
    <T> Lease<T> lease(DriverKind kind, String name, Class<T> type);

    /** Borrows a driver if it is there right now. */
    <T> Optional<Lease<T>> leaseNow(DriverKind kind, String name, Class<T> type);

    /** The name of the usable driver of the highest priority. UNAVAILABLE if there is none. */
    String preferred(DriverKind kind);

    /** Whether a driver of that name is here, or was. */
    boolean known(DriverKind kind, String name);

    /** All of them. */
    List<Entry> entries();

    /** Starts to tell of changes; of those present, at once. */
    void listen(Listener listener);

    /** Stops to. */
    void unlisten(Listener listener);
}
