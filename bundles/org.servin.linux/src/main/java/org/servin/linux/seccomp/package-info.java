/** Facts about system call filters (seccomp(2)): architectures and the numbers of system calls. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.seccomp;
