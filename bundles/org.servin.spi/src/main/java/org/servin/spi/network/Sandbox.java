package org.servin.spi.network;

/**
 * The network namespace that an endpoint goes into.
 *
 * @param namespaceFd an open descriptor of the namespace (setns(2)), owned by the caller and valid during the call
 * @param pid a process in that namespace, as the host numbers it
 */
public record Sandbox(int namespaceFd, int pid) { }
