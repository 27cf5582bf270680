/** Keys and certificates in PEM files. Not exported: bundles that need it have a copy inside, so that they do not stop when this one is replaced. */
package org.servin.linux.pem;
