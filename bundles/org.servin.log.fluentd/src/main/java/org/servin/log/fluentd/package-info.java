/** The log driver {@code fluentd}. */
package org.servin.log.fluentd;
