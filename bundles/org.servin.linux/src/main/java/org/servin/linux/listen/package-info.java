/**
 * What listeners need of the kernel and Java does not offer. Not exported: the bundle of the listeners has a copy inside, so that clients stay connected when this one is
 * replaced. Therefore nothing here uses other packages of this bundle.
 */
package org.servin.linux.listen;
