package org.servin.api.internal.websocket;

/** Why a connection ends, RFC 6455 section 7.4.1. */
final class CloseStatus {
    static final int NORMAL = 1000;
    static final int PROTOCOL_ERROR = 1002;
    static final int INTERNAL_ERROR = 1011;

    private CloseStatus() { }
}
