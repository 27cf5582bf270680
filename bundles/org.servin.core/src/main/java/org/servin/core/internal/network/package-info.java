/**
 * Networks: what there are, which addresses are in use, and how containers join them.
 *
 * <p>{@code NetworkTable} holds the networks and who is on them; the two services work on it. Addresses in use are not kept anywhere: after a restart they
 * follow from the containers that run. Links, routes and published ports are the drivers' business.
 */
package org.servin.core.internal.network;
