/** Commands for administrators, and how they are reached. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.shell;
