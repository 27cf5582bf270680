package org.servin.auth.plugin.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.servin.linux.pem.AnyCertificate;
import org.servin.linux.pem.PemFiles;

/**
 * A specification's {@code TLSConfig}.
 *
 * @param anybody whether any certificate will do: dockerd takes a specification without an authority for this
 * @param authorities PEM file of the authorities; empty for the machine's
 * @param certificate PEM file of our certificate; empty for none
 * @param key PEM file of its key
 */
record TlsFiles(boolean anybody, Optional<Path> authorities, Optional<Path> certificate, Optional<Path> key) {
    static final TlsFiles ANYBODY = new TlsFiles(true, Optional.empty(), Optional.empty(), Optional.empty());

    SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trust(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the plugin's TLS files cannot be used: " + e.getMessage(), e);
        }
    }

    private KeyManager[] keys() throws IOException, GeneralSecurityException {
        if (certificate.isEmpty() || key.isEmpty()) {
            return null; // nothing to prove oneself by
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(PemFiles.identity(certificate.get(), key.get()), new char[0]);
        return factory.getKeyManagers();
    }

    private TrustManager[] trust() throws IOException, GeneralSecurityException {
        if (anybody) {
            return new TrustManager[] {new AnyCertificate()};
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authorities.isPresent() ? PemFiles.authorities(authorities.get()) : null);
        return factory.getTrustManagers();
    }
}
