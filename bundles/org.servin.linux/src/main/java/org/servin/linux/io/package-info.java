/**
 * Moving bytes: files, pipes, splice, event descriptors, epoll and poll. Calls on descriptors take their number; whoever owns the
 * {@link org.servin.linux.Fd} sees to it that nobody closes it meanwhile.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.io;
