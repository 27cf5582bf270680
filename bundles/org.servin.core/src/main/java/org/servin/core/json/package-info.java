/** What the engine and its API have in common in writing JSON. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.servin.core.json;
