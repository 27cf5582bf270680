/** The contract of network drivers: networks, and the endpoints by which containers join them. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.3.0")
package org.servin.spi.network;
