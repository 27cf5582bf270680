/** Keys and certificates in PEM files. Bundles that must not stop when this one is replaced, such as the listeners, have a copy of this package inside. */
@org.osgi.annotation.bundle.Export
@org.osgi.annotation.versioning.Version("1.0.0")
package org.servin.linux.pem;
