package org.servin.http.internal.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import org.servin.linux.pem.PemFiles;

/** The server's certificate and key. */
final class Identity {
    private static final byte[] PROBE = {1, 2, 3};

    private final KeyManager[] keys;

    private Identity(KeyManager[] keys) {
        this.keys = keys;
    }

    /** Reads them. Fails if one cannot be used, or if they do not belong together. */
    static Identity read(TlsFiles files) throws IOException {
        KeyStore store = PemFiles.identity(files.certificate(), files.key());
        try {
            String alias = store.aliases().nextElement();
            if (!belongTogether((PrivateKey) store.getKey(alias, new char[0]), store.getCertificate(alias).getPublicKey())) {
                throw new IOException(files.key() + " is not the key of the certificate " + files.certificate());
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, new char[0]);
            return new Identity(factory.getKeyManagers());
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use " + files.key() + " with " + files.certificate() + ": " + e.getMessage(), e);
        }
    }

    private static boolean belongTogether(PrivateKey key, PublicKey certified) throws GeneralSecurityException {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        if (!certified.getAlgorithm().equals(key.getAlgorithm())) {
            return false;
        }
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(certified);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    KeyManager[] keys() {
        return keys.clone();
    }
}
