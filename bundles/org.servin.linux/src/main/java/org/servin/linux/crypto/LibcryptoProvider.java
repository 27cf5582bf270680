package org.servin.linux.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers what libcrypto does here. The library is loaded at the first use; without it Java goes on to its own providers. */
final class LibcryptoProvider extends Provider {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(LibcryptoProvider.class);
    private static volatile boolean missing;

    LibcryptoProvider() {
        super("Libcrypto", "1.0", "SHA-256 and AES-GCM by OpenSSL's libcrypto");
        putService(new Native(this, "MessageDigest", "SHA-256", LibcryptoDigest.class, LibcryptoDigest::new));
        putService(new Native(this, "Cipher", "AES/GCM/NoPadding", LibcryptoGcm.class, LibcryptoGcm::new));
    }

    /** Makes instances without reflection, which does not see them. */
    private static final class Native extends Service {
        private final transient Supplier<?> maker;

        Native(Provider provider, String type, String algorithm, Class<?> implementation, Supplier<?> maker) {
            super(provider, type, algorithm, implementation.getName(), null, null);
            this.maker = maker;
        }

        @Override
        public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
            if (!missing) {
                try {
                    return maker.get();
                } catch (LinkageError e) {
                    missing = true;
                    LOG.warn("{} is missing (Debian package libssl3): images and TLS take Java's own digests and ciphers, which are much slower: {}",
                            CryptoLibrary.NAME, e.getMessage());
                }
            }
            throw new NoSuchAlgorithmException(getAlgorithm() + ": no " + CryptoLibrary.NAME);
        }
    }
}
