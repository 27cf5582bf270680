package org.servin.spi.auth;

/**
 * The process that opened a unix socket's connection, as the kernel vouches for it ({@code SO_PEERCRED}, unix(7)). The numbers are those of the moment of connecting:
 * the process may have ended since, and its number may be another's.
 *
 * @param uid its effective user, 32 bits without a sign
 * @param gid its effective group, 32 bits without a sign
 * @param pid its number in the engine's namespace; 0 if it is in another one
 */
public record UnixPeer(int uid, int gid, int pid) { }
