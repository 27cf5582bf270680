/** Runs the distribution as a user does, drives it by the docker command, and looks at what is left on the machine. */
package org.servin.itests.harness;
