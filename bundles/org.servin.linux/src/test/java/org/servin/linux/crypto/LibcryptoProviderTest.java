package org.servin.linux.crypto;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with published vectors and with Java's own providers. */
class LibcryptoProviderTest {
    private static final String GCM = "AES/GCM/NoPadding";
    private final Provider provider = new LibcryptoProvider();
    private final Random random = new Random(7);

    @Test
    void digestsThePublishedVectors() throws GeneralSecurityException {
        // FIPS 180-2, B.1, and the empty text
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hex(sha256().digest("abc".getBytes(StandardCharsets.US_ASCII))));
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hex(sha256().digest()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 16383, 16384, 16385, 100_000})
    void digestsAsJavaDoesHoweverTheBytesCome(int size) throws GeneralSecurityException {
        byte[] bytes = bytes(size);
        MessageDigest digest = sha256();
        for (int i = 0; i < size; ) {
            int n = Math.min(size - i, 1 + random.nextInt(20_000));
            digest.update(bytes[i]);
            digest.update(bytes, i + 1, n - 1);
            i += n;
        }
        byte[] expected = MessageDigest.getInstance("SHA-256", "SUN").digest(bytes);
        assertArrayEquals(expected, digest.digest());
        assertArrayEquals(expected, digest.digest(bytes), "a digest can be used again");
    }

    @Test
    void clonesGoTheirOwnWay() throws GeneralSecurityException, CloneNotSupportedException {
        MessageDigest digest = sha256();
        digest.update((byte) 'a');
        MessageDigest other = (MessageDigest) digest.clone();
        digest.update((byte) 'x');
        other.update(new byte[] {'b', 'c'});
        assertEquals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hex(other.digest()));
        assertArrayEquals(MessageDigest.getInstance("SHA-256", "SUN").digest(new byte[] {'a', 'x'}), digest.digest());
    }

    @Test
    void forgetsWhatWasBeforeAReset() throws GeneralSecurityException {
        MessageDigest digest = sha256();
        digest.update(bytes(20_000));
        digest.reset();
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hex(digest.digest()));
    }

    static Stream<int[]> keysAndSizes() {
        return Stream.of(16, 24, 32).flatMap(key -> Stream.of(0, 1, 15, 16384, 16385, 50_000).map(size -> new int[] {key, size}));
    }

    @ParameterizedTest
    @MethodSource("keysAndSizes")
    void encryptsAndDecryptsAsJavaDoes(int[] keyAndSize) throws GeneralSecurityException {
        SecretKeySpec key = new SecretKeySpec(bytes(keyAndSize[0]), "AES");
        byte[] plain = bytes(keyAndSize[1]);
        byte[] aad = bytes(13);
        byte[] iv = bytes(12);
        byte[] expected = whole(javas(), Cipher.ENCRYPT_MODE, key, iv, aad, plain);
        assertArrayEquals(expected, whole(ours(), Cipher.ENCRYPT_MODE, key, iv, aad, plain));
        assertArrayEquals(plain, whole(ours(), Cipher.DECRYPT_MODE, key, iv, aad, expected));
        assertArrayEquals(expected, inParts(Cipher.ENCRYPT_MODE, key, iv, aad, plain));
        assertArrayEquals(plain, inParts(Cipher.DECRYPT_MODE, key, iv, aad, expected));
    }

    private byte[] inParts(int mode, SecretKeySpec key, byte[] iv, byte[] aad, byte[] data) throws GeneralSecurityException {
        Cipher cipher = ours();
        cipher.init(mode, key, new GCMParameterSpec(128, iv));
        cipher.updateAAD(aad, 0, 5);
        cipher.updateAAD(ByteBuffer.wrap(aad, 5, aad.length - 5));
        ByteBuffer in = ByteBuffer.allocateDirect(data.length).put(data).flip();
        ByteBuffer out = ByteBuffer.allocateDirect(data.length + 16);
        int half = data.length / 2;
        cipher.update(in.slice(0, half), out);
        cipher.doFinal(in.slice(half, data.length - half), out);
        byte[] result = new byte[out.flip().remaining()];
        out.get(result);
        return result;
    }

    @Test
    void worksRecordAfterRecordInPlace() throws GeneralSecurityException {
        SecretKeySpec key = new SecretKeySpec(bytes(32), "AES");
        Cipher encrypt = ours();
        Cipher decrypt = ours();
        for (int i = 0; i < 50; i++) {
            byte[] iv = bytes(12);
            byte[] plain = bytes(random.nextInt(17_000));
            byte[] record = Arrays.copyOf(plain, plain.length + 16);
            encrypt.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, iv));
            assertEquals(record.length, encrypt.doFinal(record, 0, plain.length, record, 0));
            decrypt.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(128, iv));
            assertEquals(plain.length, decrypt.doFinal(record, 0, record.length, record, 0));
            assertArrayEquals(plain, Arrays.copyOf(record, plain.length));
        }
    }

    @Test
    void givesOutNothingThatWasTamperedWith() throws GeneralSecurityException {
        SecretKeySpec key = new SecretKeySpec(bytes(16), "AES");
        byte[] iv = bytes(12);
        byte[] sealed = whole(ours(), Cipher.ENCRYPT_MODE, key, iv, new byte[] {1}, bytes(1000));
        for (int at : new int[] {0, 500, sealed.length - 1}) {
            byte[] wrong = sealed.clone();
            wrong[at] ^= 1;
            assertThrows(AEADBadTagException.class, () -> whole(ours(), Cipher.DECRYPT_MODE, key, iv, new byte[] {1}, wrong));
        }
        assertThrows(AEADBadTagException.class, () -> whole(ours(), Cipher.DECRYPT_MODE, key, iv, new byte[] {2}, sealed));
        assertThrows(AEADBadTagException.class, () -> whole(ours(), Cipher.DECRYPT_MODE, key, iv, new byte[] {1}, new byte[15]));
    }

    @Test
    void refusesToUseAVectorTwice() throws GeneralSecurityException {
        SecretKeySpec key = new SecretKeySpec(bytes(16), "AES");
        GCMParameterSpec spec = new GCMParameterSpec(128, bytes(12));
        Cipher cipher = ours();
        cipher.init(Cipher.ENCRYPT_MODE, key, spec);
        cipher.doFinal(new byte[10]);
        assertThrows(IllegalStateException.class, () -> cipher.doFinal(new byte[10]));
        assertThrows(InvalidAlgorithmParameterException.class, () -> cipher.init(Cipher.ENCRYPT_MODE, key, spec));
    }

    @Test
    void saysWhenThereIsNoRoom() throws GeneralSecurityException {
        Cipher cipher = ours();
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(bytes(16), "AES"), new GCMParameterSpec(128, bytes(12)));
        assertThrows(ShortBufferException.class, () -> cipher.doFinal(new byte[10], 0, 10, new byte[25], 0));
    }

    @Test
    void leavesToJavaWhatItDoesNotDo() throws GeneralSecurityException {
        Security.insertProviderAt(provider, 1);
        try {
            SecretKeySpec key = new SecretKeySpec(bytes(16), "AES");
            Cipher usual = Cipher.getInstance(GCM);
            usual.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, bytes(12)));
            assertEquals(provider, usual.getProvider());
            Cipher shortTag = Cipher.getInstance(GCM);
            shortTag.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(96, bytes(12)));
            assertNotSame(provider, shortTag.getProvider());
            Cipher ownVector = Cipher.getInstance(GCM);
            ownVector.init(Cipher.ENCRYPT_MODE, key);
            assertNotSame(provider, ownVector.getProvider());
        } finally {
            Security.removeProvider(provider.getName());
        }
    }

    private static byte[] whole(Cipher cipher, int mode, SecretKeySpec key, byte[] iv, byte[] aad, byte[] data) throws GeneralSecurityException {
        cipher.init(mode, key, new GCMParameterSpec(128, iv));
        cipher.updateAAD(aad);
        return cipher.doFinal(data);
    }

    private MessageDigest sha256() throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256", provider);
    }

    private Cipher ours() throws GeneralSecurityException {
        return Cipher.getInstance(GCM, provider);
    }

    private static Cipher javas() throws GeneralSecurityException {
        return Cipher.getInstance(GCM, "SunJCE");
    }

    private byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
