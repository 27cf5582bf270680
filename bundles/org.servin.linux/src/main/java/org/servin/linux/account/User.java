package org.servin.linux.account;

/**
 * A user's entry.
 *
 * @param name its name; what is not UTF-8 in it is U+FFFD
 * @param uid its number, unsigned
 * @param gid its primary group's number, unsigned
 */
public record User(String name, int uid, int gid) { }
