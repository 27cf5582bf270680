package org.servin.http;

/**
 * The process that connected to a unix socket, as the kernel wrote it down at that time (SO_PEERCRED of unix(7)). User and group are those of then, whatever the process has
 * become. The process may have ended since, or have handed the connection on, and its number may be another's.
 *
 * @param uid its effective user, as this process' user namespace numbers it
 * @param gid its effective group
 * @param pid its number; 0 if it is not in this process' namespace or below
 */
public record UnixCredentials(long uid, long gid, int pid) { }
