/** The contract of runtime drivers: isolated processes, launched, watched and found again. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.2.0")
package org.servin.spi.runtime;
