/**
 * The kernel, as far as the engine needs it: one package per topic, each with thin wrappers that retry EINTR and turn errno into
 * {@link org.servin.linux.ErrnoException}. Mechanism only. This bundle is the one importer of
 * JNA, beside that of the listeners, which has a copy of {@link org.servin.linux.listen} inside.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.1.0")
package org.servin.linux;
