/** Images: references, the content store, registries, and the formats images travel in. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.image;
