package org.servin.linux.pem;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the PEM files that dockerd's TLS settings and its folders of registries' certificates name, as Java wants them. */
public final class PemFiles {
    private static final Pattern KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----([^-]*)-----END \\1-----");
    /** Object identifiers of the algorithms whose older, bare key forms are wrapped into PKCS#8 here. */
    private static final byte[] RSA = {0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    private static final byte[] EC_KEY = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};

    private PemFiles() { }

    /** A store with one key and its certificates; the key's password is empty. */
    public static KeyStore identity(Path certificates, Path key) throws IOException {
        return identities(Map.of(certificates, key));
    }

    /** A store with several keys, by the file of each key's certificates; passwords are empty. */
    public static KeyStore identities(Map<Path, Path> keysByCertificates) throws IOException {
        try {
            KeyStore store = empty();
            for (Map.Entry<Path, Path> pair : keysByCertificates.entrySet()) {
                store.setKeyEntry(pair.getKey().toString(), privateKey(pair.getValue()), new char[0], certificates(pair.getKey()).toArray(Certificate[]::new));
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use a key with its certificate: " + keysByCertificates + ": " + e.getMessage(), e);
        }
    }

    /** A store with authorities to trust. */
    public static KeyStore authorities(Path file) throws IOException {
        try {
            KeyStore store = empty();
            int n = 0;
            for (Certificate c : certificates(file)) {
                store.setCertificateEntry("ca" + n++, c);
            }
            return store;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the authority " + file + ": " + e.getMessage(), e);
        }
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    /** All certificates of a file; there is at least one. */
    public static List<Certificate> certificates(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            List<Certificate> found = new ArrayList<>(CertificateFactory.getInstance("X.509").generateCertificates(in));
            if (found.isEmpty()) {
                throw new IOException(file + " holds no certificate");
            }
            return found;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read the certificate " + file + ": " + e.getMessage(), e);
        }
    }

    private static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        Matcher m = KEY.matcher(Files.readString(file));
        if (!m.find()) {
            throw new IOException(file + " holds no private key");
        }
        byte[] der;
        try {
            der = Base64.getMimeDecoder().decode(m.group(2));
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " holds no readable private key (is it encrypted?)", e);
        }
        byte[] pkcs8 = switch (m.group(1)) {
            case "PRIVATE KEY" -> der;
            case "RSA PRIVATE KEY" -> wrap(RSA, der);
            case "EC PRIVATE KEY" -> wrap(ecAlgorithm(file, der), der);
            default -> throw new IOException(file + " holds a key of the kind \"" + m.group(1) + "\", which is not supported");
        };
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (InvalidKeySpecException e) {
                // the key says by itself what it is: another algorithm is tried
                continue;
            }
        }
        throw new IOException(file + " holds a private key of an unknown algorithm");
    }

    /** PrivateKeyInfo ::= SEQUENCE { version 0, algorithm, OCTET STRING key } (RFC 5208). */
    private static byte[] wrap(byte[] algorithm, byte[] key) {
        return tagged(0x30, concat(new byte[] {0x02, 0x01, 0x00}, algorithm, tagged(0x04, key)));
    }

    /** The curve stands in the key's own element [0] (RFC 5915); PKCS#8 wants it in front. */
    private static byte[] ecAlgorithm(Path file, byte[] key) throws IOException {
        for (int i = 0; i + 2 < key.length; i++) {
            if (key[i] == (byte) 0xa0 && key[i + 2] == 0x06 && key[i + 1] == key[i + 3] + 2) {
                byte[] curve = java.util.Arrays.copyOfRange(key, i + 2, i + 2 + key[i + 1]);
                return tagged(0x30, concat(EC_KEY, curve));
            }
        }
        throw new IOException(file + " holds an elliptic curve key that does not name its curve");
    }

    private static byte[] tagged(int tag, byte[] content) {
        int n = content.length;
        byte[] head = n < 0x80 ? new byte[] {(byte) tag, (byte) n} : n < 0x100 ? new byte[] {(byte) tag, (byte) 0x81, (byte) n}
                : new byte[] {(byte) tag, (byte) 0x82, (byte) (n >> 8), (byte) n};
        return concat(head, content);
    }

    private static byte[] concat(byte[]... parts) {
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        for (byte[] p : parts) {
            out.writeBytes(p);
        }
        return out.toByteArray();
    }
}
