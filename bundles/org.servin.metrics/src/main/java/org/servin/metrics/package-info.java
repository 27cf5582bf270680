/** Shows what the engine counts to Prometheus and others that understand its text. */
package org.servin.metrics;
