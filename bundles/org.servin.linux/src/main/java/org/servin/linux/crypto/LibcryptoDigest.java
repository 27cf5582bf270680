package org.servin.linux.crypto;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.security.MessageDigestSpi;

/** SHA-256. What comes is gathered to pieces worth a call. Used by one thread at a time. */
final class LibcryptoDigest extends MessageDigestSpi implements Cloneable {
    private static final int LENGTH = 32;
    private static final int PIECE = 1 << 14;
    private final CryptoContext context = new CryptoContext(CryptoLibrary.EVP_MD_CTX_new(), CryptoLibrary::EVP_MD_CTX_free);
    private final Memory gathered = new Memory(PIECE);
    private int count;

    LibcryptoDigest() {
        engineReset();
    }

    private LibcryptoDigest(LibcryptoDigest other) {
        other.flush();
        context.call(to -> other.context.succeeds(from -> CryptoLibrary.EVP_MD_CTX_copy_ex(to, from)) ? 1 : 0);
    }

    @Override
    protected int engineGetDigestLength() {
        return LENGTH;
    }

    @Override
    protected void engineUpdate(byte input) {
        gathered.setByte(count++, input);
        flushIfFull();
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        for (int done = 0; done < length; ) {
            int n = Math.min(length - done, PIECE - count);
            gathered.write(count, input, offset + done, n);
            count += n;
            done += n;
            flushIfFull();
        }
    }

    private void flushIfFull() {
        if (count == PIECE) {
            flush();
        }
    }

    private void flush() {
        int n = count;
        count = 0;
        context.call(c -> CryptoLibrary.EVP_DigestUpdate(c, Pointer.nativeValue(gathered), n));
    }

    @Override
    protected byte[] engineDigest() {
        flush();
        context.call(c -> CryptoLibrary.EVP_DigestFinal_ex(c, Pointer.nativeValue(gathered), 0));
        byte[] digest = gathered.getByteArray(0, LENGTH);
        engineReset();
        return digest;
    }

    @Override
    protected void engineReset() {
        count = 0;
        context.call(c -> CryptoLibrary.EVP_DigestInit_ex(c, CryptoLibrary.EVP_sha256(), 0));
    }

    @Override
    public Object clone() {
        return new LibcryptoDigest(this);
    }
}
