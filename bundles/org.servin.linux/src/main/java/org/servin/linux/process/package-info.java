/** Processes: starting them with chosen descriptors, and handles that stay true when a number is used again (pidfd). */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.2.0")
package org.servin.linux.process;
