/** Starts the engine: command line, daemon.json, checks of the host, the OSGi framework and what is deployed into it. */
package org.servin.launcher;
