package org.servin.log.socket;

import org.servin.linux.socket.MessageOutput;

/** Where one container's messages go. */
@FunctionalInterface
public interface Destination {
    /** Connects anew, in a bounded time. {@link org.servin.spi.ServinException} of kind UNAVAILABLE if that fails, in dockerd's words. */
    MessageOutput connect();
}
