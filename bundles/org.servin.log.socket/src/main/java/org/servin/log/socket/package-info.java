/** Sockets to where logs go. Not deployed by itself: each driver that needs it has a copy inside, so that drivers do not stop when another is replaced. */
package org.servin.log.socket;
