package org.servin.log.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.servin.linux.pem.PemFiles;

/**
 * Whom to take for the destination. Equal where the same connections may be used.
 *
 * @param anyone whether any certificate will do
 * @param authorities a PEM file of the only authorities that are trusted; empty for the machine's
 * @param name what the certificate is to name instead of the URL's host
 * @param changed when the file changed last, in milliseconds since 1970
 */
public record Trust(boolean anyone, Optional<Path> authorities, Optional<String> name, long changed) {
    private static final Trust MACHINE = new Trust(false, Optional.empty(), Optional.empty(), 0);

    /** What the machine trusts. */
    public static Trust machine() {
        return MACHINE;
    }

    /** Looks at the file. */
    public static Trust of(boolean anyone, Optional<Path> authorities, Optional<String> name) throws IOException {
        return new Trust(anyone, authorities, name, authorities.isPresent() ? Files.getLastModifiedTime(authorities.get()).toMillis() : 0);
    }

    /** The same for connections; empty where the machine's own will do. */
    Optional<SSLContext> context() throws IOException {
        if (equals(MACHINE)) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {manager()}, null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the authorities " + authorities.map(Path::toString).orElse("of this machine") + ": " + e.getMessage(), e);
        }
    }

    private TrustManager manager() throws GeneralSecurityException {
        if (anyone) {
            return new ServerCheck((chain, type) -> { });
        }
        X509ExtendedTrustManager usual = authorities.isPresent() ? own(authorities.get()) : usual(null);
        return name.isEmpty() ? usual : new ServerCheck((chain, type) -> {
            usual.checkServerTrusted(chain, type);
            CertificateNames.mustName(name.get(), chain[0]);
        });
    }

    private static X509ExtendedTrustManager usual(KeyStore trusted) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(trusted);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }

    /** A file without certificates is taken by dockerd, which then trusts nobody. */
    private static X509ExtendedTrustManager own(Path file) throws GeneralSecurityException {
        try {
            return usual(PemFiles.authorities(file));
        } catch (IOException e) {
            return new ServerCheck((chain, type) -> {
                throw new CertificateException("x509: certificate signed by unknown authority", e);
            });
        }
    }
}
