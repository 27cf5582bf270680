/** Finds drivers as services and gives them out for use. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.core.driver;
