/** The contract of volume drivers: named storage that outlives containers. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.2.0")
package org.servin.spi.volume;
