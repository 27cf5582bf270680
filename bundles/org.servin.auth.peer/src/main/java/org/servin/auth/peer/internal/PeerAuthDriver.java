package org.servin.auth.peer.internal;

import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.linux.ErrnoException;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.UnixPeer;

/**
 * Knows callers at a unix socket by the kernel's word for who opened the connection. What it says of users and groups is what the host's name service says, for a few seconds; a
 * caller who is not among those that the settings name is left to the next driver.
 */
@Component(configurationPid = {"org.servin", "org.servin.access"})
@Driver(kind = "auth", name = "peer")
public final class PeerAuthDriver implements AuthDriver {
    private final PeerSettings settings;
    private volatile Peers peers; // made when somebody calls: the C library's functions are not loaded for a driver that nobody asks

    /** Looks nothing up. */
    @Activate
    public PeerAuthDriver(PeerSettings settings) {
        this.settings = settings;
    }

    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Optional<Principal> authenticate(Caller caller) {
        return caller.unix().flatMap(this::known);
    }

    private Optional<Principal> known(UnixPeer peer) {
        try {
            return peers().principal(peer);
        } catch (ErrnoException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "the host's name service does not say who the user " + Integer.toUnsignedString(peer.uid()) + " is: " + e.getMessage(), e);
        }
    }

    private Peers peers() {
        Peers made = peers;
        if (made == null) {
            made = Peers.ofHost(settings);
            peers = made; // two that are made at once are alike
        }
        return made;
    }
}
