package org.servin.linux.crypto;

import java.security.Provider;
import java.security.Security;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** Puts the provider before Java's own for as long as this bundle runs: so whoever computes digests or speaks TLS in this machine has it without asking. */
@Component(service = {}, immediate = true)
public final class CryptoInstallation {
    private final Provider provider = new LibcryptoProvider();

    @Activate
    void install() {
        Security.insertProviderAt(provider, 1);
    }

    @Deactivate
    void remove() {
        Security.removeProvider(provider.getName());
    }
}
