package org.servin.core.internal.driver;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.servin.core.driver.Drivers;
import org.servin.core.system.EngineSettings;
import org.servin.image.StorageProvider;
import org.servin.spi.DriverKind;
import org.servin.spi.Lease;
import org.servin.spi.storage.StorageDriver;
import org.servin.store.Store;

/**
 * The engine's storage driver: the one that is set ({@code storage-driver}), else the one that was used before under this root, else the preferred
 * one. It does not change when a driver of higher priority is installed: images and containers would be gone.
 */
@Component
public final class EngineStorage implements StorageProvider {
    private static final String COLLECTION = "engine";
    private static final String KEY = "storage-driver";
    private final Drivers drivers;
    private final EngineSettings settings;
    private final Store store;
    private volatile String name;

    /** Chooses nothing yet. */
    @Activate
    public EngineStorage(@Reference Drivers drivers, @Reference EngineSettings settings, @Reference Store store) {
        this.drivers = drivers;
        this.settings = settings;
        this.store = store;
    }

    @Override
    public Lease<StorageDriver> storage() {
        return drivers.lease(DriverKind.STORAGE, name(), StorageDriver.class);
    }

    @Override
    public String name() {
        String chosen = name;
        return chosen != null ? chosen : choose();
    }

    private synchronized String choose() {
        if (name == null) {
            Optional<String> before = store.get(COLLECTION, KEY).map(b -> new String(b, UTF_8));
            String chosen = settings.value(KEY).filter(v -> !v.isEmpty()).or(() -> before).orElseGet(() -> drivers.preferred(DriverKind.STORAGE));
            if (!before.equals(Optional.of(chosen))) {
                store.lazily(c -> c.put(COLLECTION, KEY, chosen.getBytes(UTF_8)));
            }
            name = chosen;
        }
        return name;
    }
}
