/** nftables by the library libnftables: commands as text, each call one transaction. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.nftables;
