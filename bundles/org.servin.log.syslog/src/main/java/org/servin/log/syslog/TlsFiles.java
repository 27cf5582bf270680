package org.servin.log.syslog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.servin.linux.pem.AnyCertificate;
import org.servin.linux.pem.PemFiles;
import org.servin.spi.log.option.LogOptions;

/**
 * Whom to trust, and how to prove oneself.
 *
 * @param authorities a file of certificates to trust besides the machine's; empty for none
 * @param certificate a file with the own certificate; empty for none
 * @param key a file with its key
 * @param skipVerify whether any certificate will do
 */
record TlsFiles(String authorities, String certificate, String key, boolean skipVerify) {
    private static final byte[] PROOF = {1};

    /** For connections. Names the file that cannot be used. */
    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys(), trusted(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw LogOptions.failed("cannot use the certificates: " + e.getMessage(), e);
        }
    }

    private KeyManager[] keys() throws GeneralSecurityException {
        if (certificate.isEmpty() && key.isEmpty()) {
            return new KeyManager[0];
        }
        mustBeThere(certificate, "Could not load X509 key pair: ");
        mustBeThere(key, "Could not load X509 key pair: ");
        try {
            KeyStore identity = PemFiles.identity(Path.of(certificate), Path.of(key));
            mustMatch(identity);
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(identity, new char[0]);
            return factory.getKeyManagers();
        } catch (IOException e) {
            throw LogOptions.failed("Could not load X509 key pair: " + e.getMessage(), e);
        }
    }

    /** A store takes any key with any certificate. */
    private static void mustMatch(KeyStore identity) throws GeneralSecurityException {
        String alias = identity.aliases().nextElement();
        PrivateKey key = (PrivateKey) identity.getKey(alias, new char[0]);
        PublicKey certified = identity.getCertificate(alias).getPublicKey();
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        boolean matches = key.getAlgorithm().equals(certified.getAlgorithm());
        if (matches) {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(PROOF);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROOF);
            matches = signature.verify(signed);
        }
        if (!matches) {
            throw LogOptions.failed("Could not load X509 key pair: tls: private key does not match public key");
        }
    }

    private TrustManager[] trusted() throws GeneralSecurityException {
        if (skipVerify) {
            return new TrustManager[] {new AnyCertificate()};
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authorities.isEmpty() ? null : withMachines());
        return factory.getTrustManagers();
    }

    private KeyStore withMachines() throws GeneralSecurityException {
        mustBeThere(authorities, "could not read CA certificate \"" + authorities + "\": ");
        try {
            KeyStore store = PemFiles.authorities(Path.of(authorities));
            TrustManagerFactory machine = TrustManagerFactory.getInstance("PKIX");
            machine.init((KeyStore) null);
            int number = 0;
            for (X509Certificate known : ((X509TrustManager) machine.getTrustManagers()[0]).getAcceptedIssuers()) {
                store.setCertificateEntry("machine" + number++, known);
            }
            return store;
        } catch (IOException e) {
            throw LogOptions.failed("failed to append certificates from PEM file: \"" + authorities + "\"", e);
        }
    }

    private static void mustBeThere(String file, String what) {
        if (!Files.exists(Path.of(file)) || file.isEmpty()) {
            throw LogOptions.failed(what + "open " + file + ": no such file or directory");
        }
    }
}
