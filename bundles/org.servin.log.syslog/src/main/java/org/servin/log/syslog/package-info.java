/** Sends containers' output to a syslog server, on this machine or another: RFC 3164, RFC 5424, RFC 5425, RFC 5426, RFC 6587. */
package org.servin.log.syslog;
