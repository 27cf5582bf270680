package org.servin.network.macvlan;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.spi.Driver;
import org.servin.spi.network.NetworkDriver;

/**
 * Containers on the wire of one of the host's links, all with that link's link-layer address: for wires that allow no others, such as those of many clouds.
 *
 * <p>In the modes of layer 3 the host's routes decide where packets go, and nobody is asked for link-layer addresses: there a container's gateway only says which of its links
 * leads to the rest of the world.
 */
@Component(service = NetworkDriver.class)
@Driver(kind = "network", name = "ipvlan")
public final class IpvlanDriver extends WireDriver {
    /** Starts; nothing is done on the host before there is a network. */
    @Activate
    public IpvlanDriver() {
        super(WireKind.IPVLAN);
    }

    @Override
    public boolean usesLinkAddresses() {
        return false;
    }

    @Override
    @Deactivate
    void stop() {
        super.stop();
    }
}
