package org.servin.spi.runtime;

/**
 * A container's namespaces (namespaces(7)). The mount namespace is always its own.
 *
 * @param pid process ids
 * @param net network
 * @param ipc System V IPC and message queues
 * @param uts host name
 * @param cgroup cgroup root
 * @param user users and groups; with another than the host's, the new ones among the others belong to it
 */
public record Namespaces(Namespace pid, Namespace net, Namespace ipc, Namespace uts, Namespace cgroup, Namespace user) {
    /** With the host's users and groups. */
    public Namespaces(Namespace pid, Namespace net, Namespace ipc, Namespace uts, Namespace cgroup) {
        this(pid, net, ipc, uts, cgroup, Namespace.host());
    }
}
