/** The contract of log drivers: where the output of containers goes, and how it is read back. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.spi.log;
