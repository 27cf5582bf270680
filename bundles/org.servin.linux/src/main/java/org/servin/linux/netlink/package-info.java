/**
 * Links, addresses and routes by rtnetlink(7), and sockets opened inside other network namespaces. Messages are plain byte arrays: several of them
 * go to the kernel in one system call.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.netlink;
