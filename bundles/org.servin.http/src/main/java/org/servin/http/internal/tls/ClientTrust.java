package org.servin.http.internal.tls;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.X509CRL;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.servin.linux.pem.PemFiles;

/**
 * Which clients' certificates hold: those of the authorities, at this time, for clients, and not revoked. With lists of revoked ones, there must be a valid one of each authority
 * on the way from a certificate to the top, or it does not hold. Thread-safe.
 */
final class ClientTrust extends X509ExtendedTrustManager {
    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
    private static final String FOR_ALL = "2.5.29.37.0";

    private final X509ExtendedTrustManager path;
    private final List<X509CRL> lists;

    private ClientTrust(X509ExtendedTrustManager path, List<X509CRL> lists) {
        this.path = path;
        this.lists = lists;
    }

    /** Reads the authorities and what they have revoked. */
    static ClientTrust read(Path authorities, Optional<Path> revoked) throws IOException {
        List<X509CRL> lists = revoked.isPresent() ? lists(revoked.get()) : List.of();
        KeyStore anchors = PemFiles.authorities(authorities);
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            if (revoked.isPresent()) {
                factory.init(new CertPathTrustManagerParameters(checkingRevocation(anchors, lists)));
            } else {
                factory.init(anchors);
            }
            return new ClientTrust((X509ExtendedTrustManager) factory.getTrustManagers()[0], lists);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the authorities of " + authorities + ": " + e.getMessage(), e);
        }
    }

    /** Trusts nobody. */
    static ClientTrust none() {
        return new ClientTrust(null, List.of());
    }

    private static PKIXBuilderParameters checkingRevocation(KeyStore anchors, List<X509CRL> lists) throws GeneralSecurityException {
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        PKIXRevocationChecker checker = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
        checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
        parameters.addCertPathChecker(checker);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
        return parameters;
    }

    static List<X509CRL> lists(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends CRL> found = CertificateFactory.getInstance("X.509").generateCRLs(in);
            if (found.isEmpty()) {
                throw new IOException(file + " holds no list of revoked certificates");
            }
            return found.stream().map(X509CRL.class::cast).toList();
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read the revoked certificates of " + file + ": " + e.getMessage(), e);
        }
    }

    /** When the first of the lists of revoked ones ends to be valid, as milliseconds since the epoch; the end of time without one. */
    long listsEnd() {
        return lists.stream().filter(l -> l.getNextUpdate() != null).mapToLong(l -> l.getNextUpdate().getTime()).min().orElse(Long.MAX_VALUE);
    }

    /** Fails, saying why, unless the chain holds now. */
    void check(X509Certificate[] chain) throws CertificateException {
        checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        usable();
        path.checkClientTrusted(chain, keyType);
        forClients(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        checkClientTrusted(chain, keyType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String keyType, SSLEngine engine) throws CertificateException {
        usable();
        path.checkClientTrusted(chain, keyType, engine);
        forClients(chain);
    }

    private void usable() throws CertificateException {
        if (path == null) {
            throw new CertificateException("what is trusted could not be read");
        }
    }

    /** As Go demands of every certificate of a chain; Java looks at the first one alone. */
    private static void forClients(X509Certificate[] chain) throws CertificateException {
        for (X509Certificate c : chain) {
            List<String> uses = c.getExtendedKeyUsage();
            if (uses != null && !uses.contains(FOR_CLIENTS) && !uses.contains(FOR_ALL)) {
                throw new CertificateException("the certificate of " + c.getSubjectX500Principal() + " is not for clients");
            }
        }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType) throws CertificateException {
        throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, Socket socket) throws CertificateException {
        checkServerTrusted(chain, keyType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String keyType, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, keyType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return path == null ? new X509Certificate[0] : path.getAcceptedIssuers();
    }
}
