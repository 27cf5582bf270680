/** Filters of lists and prunes, as clients send them. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.core.filter;
