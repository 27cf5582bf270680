/**
 * Networks on a Linux bridge: a pair of Ethernet devices for each container, and one nftables table for masquerading, isolation and published ports.
 *
 * <p>The driver never touches tables of others, and no table can overrule another's drop: where somebody else's forward chain drops by default (as
 * dockerd's does), containers reach the outside only if that chain lets them.
 */
package org.servin.network.bridge;
