/** What parts of the engine count and measure, for whoever collects it. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.spi.meter;
