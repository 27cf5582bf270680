/** Containers with link-layer addresses of their own on a wire of the host: macvlan links, on a network interface or on a VLAN of one. */
package org.servin.network.macvlan;
