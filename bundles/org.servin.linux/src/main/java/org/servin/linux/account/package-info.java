/** The host's users and groups, by its name service switch (nsswitch.conf(5)): files, systemd, directories. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.account;
