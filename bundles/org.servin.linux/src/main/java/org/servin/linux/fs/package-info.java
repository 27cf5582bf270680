/**
 * Files by descriptor: system calls relative to directory descriptors, paths that cannot leave a root, extended attributes, mounts.
 *
 * <p>Names are Java strings that hold any file name without loss, see {@link org.servin.linux.fs.RawNames}.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.fs;
