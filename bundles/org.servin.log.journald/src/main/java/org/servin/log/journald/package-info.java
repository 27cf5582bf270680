/** The log driver {@code journald}. */
package org.servin.log.journald;
