package org.servin.network.bridge;

import java.util.List;
import java.util.Optional;
import org.servin.spi.network.AddressPool;
import org.servin.spi.network.NetworkSpec;

/**
 * A network and its bridge.
 *
 * @param spec what was asked for
 * @param options the same, parsed
 * @param index of the link
 * @param borrowed whether the link was there before
 */
record Bridge(NetworkSpec spec, BridgeOptions options, int index, boolean borrowed) {
    String link() {
        return options.link();
    }

    List<AddressPool> pools(boolean v6) {
        return spec.pools().stream().filter(p -> Addresses.isV6(p.subnet()) == v6).toList();
    }

    Optional<AddressPool> pool(boolean v6) {
        return pools(v6).stream().findFirst();
    }
}
