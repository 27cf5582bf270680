/** The journal of systemd: records are written by its own protocol, and read back by the library libsystemd. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.journal;
