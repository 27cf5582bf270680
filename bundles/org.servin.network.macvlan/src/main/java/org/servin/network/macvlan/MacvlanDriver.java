package org.servin.network.macvlan;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.spi.Driver;
import org.servin.spi.network.NetworkDriver;

/** Containers on the wire of one of the host's links, each with a link-layer address of its own. */
@Component(service = NetworkDriver.class)
@Driver(kind = "network", name = "macvlan")
public final class MacvlanDriver extends WireDriver {
    /** Starts; nothing is done on the host before there is a network. */
    @Activate
    public MacvlanDriver() {
        super(WireKind.MACVLAN);
    }

    @Override
    @Deactivate
    void stop() {
        super.stop();
    }
}
