package org.servin.spi.network;

/**
 * The network namespace that an endpoint goes into.
 *
 * @param namespaceFd an open descriptor of the namespace (setns(2)), owned by the caller and valid during the call
 * @param pid a process in that namespace, as the host numbers it
 * @param fresh whether nothing has joined it yet: it is as the kernel makes namespaces, with loop-back down
 */
public record Sandbox(int namespaceFd, int pid, boolean fresh) {
    /** A namespace in which something may be. */
    public Sandbox(int namespaceFd, int pid) {
        this(namespaceFd, pid, false);
    }
}
