/**
 * SHA-256 and AES-GCM by OpenSSL's libcrypto, as a provider of the Java Cryptography Architecture. The engine's virtual machine compiles with its quick compiler only,
 * which does not know the processor's instructions for them: Java's own would be ten times as slow for digests, and a hundred times for ciphers.
 */
package org.servin.linux.crypto;
