/** Terminals. They are made inside containers, by servin-init; the engine sets their size. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.pty;
