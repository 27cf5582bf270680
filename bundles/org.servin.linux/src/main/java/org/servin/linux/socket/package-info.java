/** Sockets of clients that send messages: connections, datagrams, and how much of what was sent the other side has. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.servin.linux.socket;
