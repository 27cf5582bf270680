/**
 * Carries what comes to a published port of IPv6 and what the kernel cannot lead on to the container: from {@code ::1}, whose packets never leave the loop-back, and to containers
 * that have IPv4 only. One thread of the engine does what dockerd has a process per port for; all else goes through the kernel's address translation.
 */
package org.servin.network.bridge.relay;
