/** The contracts of authentication drivers, authorization drivers and audit sinks: who is calling, whether they may do what they want, and who is told. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.servin.spi.auth;
