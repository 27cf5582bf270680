/** Listeners that serve whichever application is registered as a service. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("2.0.0")
package org.servin.http;
