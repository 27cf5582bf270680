/** Sends containers' output to Graylog and others that take its extended log format: GELF 1.1. */
package org.servin.log.gelf;
