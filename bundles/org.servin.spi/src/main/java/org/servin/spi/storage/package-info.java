/** The contract of storage drivers: read-only layers stacked into root file systems, each with a writable workspace on top. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.3.0")
package org.servin.spi.storage;
