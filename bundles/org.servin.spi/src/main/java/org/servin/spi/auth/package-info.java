/** The contract of authentication drivers: who is calling. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.spi.auth;
