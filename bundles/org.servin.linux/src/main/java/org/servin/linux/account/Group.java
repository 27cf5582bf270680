package org.servin.linux.account;

/**
 * A group's entry.
 *
 * @param name its name; what is not UTF-8 in it is U+FFFD
 * @param gid its number, unsigned
 */
public record Group(String name, int gid) { }
