package org.servin.linux.crypto;

import com.sun.jna.Native;

/** The C interface, EVP_DigestInit(3ssl) and EVP_EncryptInit(3ssl). Pointers are plain addresses. Loading this class loads the library. */
final class CryptoLibrary {
    static final String NAME = "libcrypto.so.3";
    /** EVP_CTRL_AEAD_GET_TAG of openssl/evp.h. */
    static final int GET_TAG = 0x10;
    /** EVP_CTRL_AEAD_SET_TAG of openssl/evp.h. */
    static final int SET_TAG = 0x11;

    static {
        Native.register(CryptoLibrary.class, NAME);
    }

    private CryptoLibrary() { }

    static native long EVP_sha256();

    static native long EVP_MD_CTX_new();

    static native void EVP_MD_CTX_free(long context);

    static native int EVP_MD_CTX_copy_ex(long to, long from);

    static native int EVP_DigestInit_ex(long context, long type, long engine);

    static native int EVP_DigestUpdate(long context, long data, long size);

    static native int EVP_DigestFinal_ex(long context, long digest, long size);

    static native long EVP_aes_128_gcm();

    static native long EVP_aes_192_gcm();

    static native long EVP_aes_256_gcm();

    static native long EVP_CIPHER_CTX_new();

    static native void EVP_CIPHER_CTX_free(long context);

    static native int EVP_CIPHER_CTX_ctrl(long context, int type, int argument, long pointer);

    static native int EVP_CipherInit_ex(long context, long type, long engine, long key, long iv, int encrypt);

    static native int EVP_CipherUpdate(long context, long out, long outSize, long in, int size);

    static native int EVP_CipherFinal_ex(long context, long out, long outSize);
}
