package org.servin.linux.crypto;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.AlgorithmParameters;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.InvalidParameterSpecException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;

/**
 * AES in Galois/Counter Mode (NIST SP 800-38D) as TLS uses it: initialization vectors of 96 bits, tags of 128. Anything else is refused at initialization, whereupon
 * {@link Cipher} takes the next provider. What is decrypted is given out when its tag was right, not earlier. Used by one thread at a time.
 */
final class LibcryptoGcm extends CipherSpi {
    private static final int TAG = 16;
    private static final int IV = 12;
    private static final int PIECE = 1 << 14;
    private static final int LARGEST_KEY = 32;
    /** Behind the piece: the number of bytes that a call gave, and the tag, key or vector. */
    private static final int SIZE_AT = PIECE + TAG;
    private static final int SMALL_AT = SIZE_AT + Long.BYTES;
    private final CryptoContext context = new CryptoContext(CryptoLibrary.EVP_CIPHER_CTX_new(), CryptoLibrary::EVP_CIPHER_CTX_free);
    private final Memory memory = new Memory(SMALL_AT + LARGEST_KEY + IV);
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();
    private byte[] key = {};
    private byte[] iv = {};
    private boolean encrypting;
    /** The library has the vector and no end of data yet. */
    private boolean ready;

    @Override
    protected void engineSetMode(String mode) throws NoSuchAlgorithmException {
        throw new NoSuchAlgorithmException("the mode is GCM");
    }

    @Override
    protected void engineSetPadding(String padding) throws NoSuchPaddingException {
        throw new NoSuchPaddingException("GCM needs no padding");
    }

    @Override
    protected int engineGetBlockSize() {
        return TAG;
    }

    @Override
    protected int engineGetOutputSize(int inputLength) {
        return encrypting ? inputLength + TAG : Math.max(0, held.size() + inputLength - TAG);
    }

    @Override
    protected int engineGetKeySize(Key k) {
        return k.getEncoded().length * Byte.SIZE;
    }

    @Override
    protected byte[] engineGetIV() {
        return iv.clone();
    }

    @Override
    protected AlgorithmParameters engineGetParameters() {
        try {
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("GCM");
            parameters.init(new GCMParameterSpec(TAG * Byte.SIZE, iv));
            return parameters;
        } catch (NoSuchAlgorithmException | InvalidParameterSpecException e) {
            throw new IllegalStateException("every Java runtime has these", e);
        }
    }

    @Override
    protected void engineInit(int mode, Key k, SecureRandom random) throws InvalidKeyException {
        throw new InvalidKeyException("no initialization vectors are made here");
    }

    @Override
    protected void engineInit(int mode, Key k, AlgorithmParameters parameters, SecureRandom random) throws InvalidKeyException, InvalidAlgorithmParameterException {
        try {
            engineInit(mode, k, parameters == null ? null : parameters.getParameterSpec(GCMParameterSpec.class), random);
        } catch (InvalidParameterSpecException e) {
            throw new InvalidAlgorithmParameterException(e);
        }
    }

    @Override
    protected void engineInit(int mode, Key k, AlgorithmParameterSpec parameters, SecureRandom random) throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (mode != Cipher.ENCRYPT_MODE && mode != Cipher.DECRYPT_MODE) {
            throw new InvalidKeyException("keys are not wrapped here");
        }
        if (!(parameters instanceof GCMParameterSpec gcm) || gcm.getTLen() != TAG * Byte.SIZE || gcm.getIV().length != IV) {
            throw new InvalidAlgorithmParameterException("a vector of 96 bits and a tag of 128 are needed");
        }
        byte[] wanted = k.getEncoded();
        if (wanted == null || wanted.length != 16 && wanted.length != 24 && wanted.length != LARGEST_KEY) {
            throw new InvalidKeyException("an AES key of 128, 192 or 256 bits is needed");
        }
        begin(mode == Cipher.ENCRYPT_MODE, wanted, gcm.getIV());
    }

    private void begin(boolean encrypt, byte[] wantedKey, byte[] wantedIv) throws InvalidAlgorithmParameterException {
        boolean sameKey = MessageDigest.isEqual(key, wantedKey);
        if (encrypt && encrypting && sameKey && Arrays.equals(iv, wantedIv)) {
            throw new InvalidAlgorithmParameterException("a vector must not be used again with the same key");
        }
        encrypting = encrypt;
        iv = wantedIv;
        held.reset();
        if (sameKey) {
            start(0, 0);
            return;
        }
        key = wantedKey;
        memory.write(SMALL_AT, key, 0, key.length);
        start(key.length == 16 ? CryptoLibrary.EVP_aes_128_gcm() : key.length == 24 ? CryptoLibrary.EVP_aes_192_gcm() : CryptoLibrary.EVP_aes_256_gcm(), address(SMALL_AT));
        memory.clear();
    }

    private void start(long type, long keyAddress) {
        memory.write(SMALL_AT + LARGEST_KEY, iv, 0, IV);
        context.call(c -> CryptoLibrary.EVP_CipherInit_ex(c, type, 0, keyAddress, address(SMALL_AT + LARGEST_KEY), encrypting ? 1 : 0));
        ready = true;
    }

    private void needReady() {
        if (!ready && encrypting) {
            throw new IllegalStateException("a new initialization vector is needed");
        }
        if (!ready) {
            start(0, 0);
        }
    }

    @Override
    protected void engineUpdateAAD(byte[] data, int offset, int length) {
        needReady();
        for (int done = 0; done < length; ) {
            int n = Math.min(PIECE, length - done);
            memory.write(0, data, offset + done, n);
            context.call(c -> CryptoLibrary.EVP_CipherUpdate(c, 0, address(SIZE_AT), address(0), n));
            done += n;
        }
    }

    @Override
    protected void engineUpdateAAD(ByteBuffer data) {
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        engineUpdateAAD(bytes, 0, bytes.length);
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int offset, int length) {
        if (!encrypting) {
            held.write(input, offset, length);
            return new byte[0];
        }
        byte[] output = new byte[length];
        transform(input, offset, length, output, 0);
        return output;
    }

    @Override
    protected int engineUpdate(byte[] input, int offset, int length, byte[] output, int outputOffset) throws ShortBufferException {
        need(encrypting ? length : 0, output, outputOffset);
        byte[] part = engineUpdate(input, offset, length);
        System.arraycopy(part, 0, output, outputOffset, part.length);
        return part.length;
    }

    @Override
    protected byte[] engineDoFinal(byte[] input, int offset, int length) throws AEADBadTagException {
        return encrypting ? encryptLast(input, offset, length) : decryptAll(input, offset, length);
    }

    @Override
    protected int engineDoFinal(byte[] input, int offset, int length, byte[] output, int outputOffset) throws ShortBufferException, AEADBadTagException {
        need(engineGetOutputSize(length), output, outputOffset);
        byte[] last = engineDoFinal(input, offset, length);
        System.arraycopy(last, 0, output, outputOffset, last.length);
        return last.length;
    }

    private static void need(int size, byte[] output, int offset) throws ShortBufferException {
        if (output.length - offset < size) {
            throw new ShortBufferException(size + " bytes are needed");
        }
    }

    private byte[] encryptLast(byte[] input, int offset, int length) {
        byte[] output = new byte[length + TAG];
        transform(input, offset, length, output, 0);
        finish();
        context.call(c -> CryptoLibrary.EVP_CIPHER_CTX_ctrl(c, CryptoLibrary.GET_TAG, TAG, address(SMALL_AT)));
        memory.read(SMALL_AT, output, length, TAG);
        return output;
    }

    private byte[] decryptAll(byte[] input, int offset, int length) throws AEADBadTagException {
        if (held.size() > 0) {
            held.write(input == null ? new byte[0] : input, offset, length);
            byte[] all = held.toByteArray();
            held.reset();
            return decryptAll(all, 0, all.length);
        }
        if (length < TAG) {
            ready = false;
            throw new AEADBadTagException("no room for a tag");
        }
        byte[] plain = new byte[length - TAG];
        transform(input, offset, plain.length, plain, 0);
        memory.write(SMALL_AT, input, offset + plain.length, TAG);
        context.call(c -> CryptoLibrary.EVP_CIPHER_CTX_ctrl(c, CryptoLibrary.SET_TAG, TAG, address(SMALL_AT)));
        if (!finish()) {
            Arrays.fill(plain, (byte) 0);
            throw new AEADBadTagException("the tag is wrong");
        }
        return plain;
    }

    private boolean finish() {
        ready = false;
        return context.succeeds(c -> CryptoLibrary.EVP_CipherFinal_ex(c, address(0), address(SIZE_AT)));
    }

    private void transform(byte[] input, int offset, int length, byte[] output, int outputOffset) {
        needReady();
        for (int done = 0; done < length; ) {
            int n = Math.min(PIECE, length - done);
            memory.write(0, input, offset + done, n);
            context.call(c -> CryptoLibrary.EVP_CipherUpdate(c, address(0), address(SIZE_AT), address(0), n));
            memory.read(0, output, outputOffset + done, n);
            done += n;
        }
    }

    private long address(int offset) {
        return Pointer.nativeValue(memory) + offset;
    }
}
