package org.servin.auth.tls.internal;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** An authority of a test, which signs certificates with whatever subject it is asked for (RFC 5280, section 4.1). */
final class Certificates {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int UTC_TIME = 0x17;
    private static final int VERSION = 0xa0;
    /** ecdsa-with-SHA256, 1.2.840.10045.4.3.2. */
    private static final byte[] ALGORITHM = {SEQUENCE, 10, 0x06, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x04, 0x03, 0x02};
    private static final X500Principal NAME = new X500Principal("CN=authority");
    private final KeyPair keys = newKeys();
    private long serial;

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's own certificate. */
    X509Certificate own() {
        return sign(NAME.getEncoded(), keys);
    }

    /** A certificate for a subject in the form of RFC 2253. */
    X509Certificate of(String subject) {
        return of(new X500Principal(subject).getEncoded());
    }

    /** A certificate for an encoded subject. */
    X509Certificate of(byte[] subject) {
        return sign(subject, newKeys());
    }

    private X509Certificate sign(byte[] subject, KeyPair of) {
        byte[] content = sequence(
                tagged(VERSION, tagged(INTEGER, new byte[] {2})),
                tagged(INTEGER, BigInteger.valueOf(++serial).toByteArray()),
                ALGORITHM,
                NAME.getEncoded(),
                sequence(time("200101000000Z"), time("491231235959Z")),
                subject,
                of.getPublic().getEncoded());
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(content);
            byte[] whole = sequence(content, ALGORITHM, tagged(BIT_STRING, join(new byte[] {0}, signature.sign())));
            X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
            certificate.verify(keys.getPublic());
            return certificate;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] time(String text) {
        return tagged(UTC_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    /** A DER sequence. */
    static byte[] sequence(byte[]... parts) {
        return tagged(SEQUENCE, join(parts));
    }

    /** A DER value. */
    static byte[] tagged(int tag, byte[] value) {
        byte[] length = value.length < 0x80 ? new byte[] {(byte) value.length}
                : value.length < 0x100 ? new byte[] {(byte) 0x81, (byte) value.length}
                : new byte[] {(byte) 0x82, (byte) (value.length >> 8), (byte) value.length};
        return join(new byte[] {(byte) tag}, length, value);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
