/** Capabilities (capabilities(7)): names, numbers, and what this process has. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.capability;
