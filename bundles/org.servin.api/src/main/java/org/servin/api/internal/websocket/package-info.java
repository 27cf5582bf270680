/** The server's side of WebSocket (RFC 6455) on a connection that was taken over. */
package org.servin.api.internal.websocket;
