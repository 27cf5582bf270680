/** The host's own network. */
package org.servin.network.host;
