package org.servin.spi.runtime;

/**
 * A container's namespaces (namespaces(7)). The mount namespace is always its own.
 *
 * @param pid process ids
 * @param net network
 * @param ipc System V IPC and message queues
 * @param uts host name
 * @param cgroup cgroup root
 */
public record Namespaces(Namespace pid, Namespace net, Namespace ipc, Namespace uts, Namespace cgroup) { }
