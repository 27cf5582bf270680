/** The one embedded transactional store of the engine's metadata. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.store;
