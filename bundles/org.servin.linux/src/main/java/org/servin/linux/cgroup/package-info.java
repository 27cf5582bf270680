/**
 * Control groups (cgroups(7)), version 1, 2 and both at once: where they are mounted, and reading and writing their files.
 * What to write into which file is not known here.
 */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.cgroup;
