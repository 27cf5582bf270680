/** Clients other than the docker command. */
package org.servin.itests.clients;
