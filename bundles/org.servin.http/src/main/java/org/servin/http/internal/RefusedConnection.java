package org.servin.http.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.util.BufferUtil;

/** A connection that is told that there are too many. What it sends is thrown away: closed over that, it would see an error in place of the answer. */
final class RefusedConnection extends AbstractConnection {
    private static final int SINK = 4096;
    private final ClientEndPoint client;
    private final Clients clients;
    private final boolean plain;
    private boolean told;

    /**
     * One of them.
     *
     * @param plain whether it can be told without encryption; else it is closed
     */
    RefusedConnection(ClientEndPoint client, Executor executor, Clients clients, boolean plain) {
        super(client, executor);
        this.client = client;
        this.clients = clients;
        this.plain = plain;
    }

    @Override
    public void onOpen() {
        super.onOpen();
        told = plain && clients.refuse();
        if (!told) {
            client.close();
            return;
        }
        client.refuse(Refusal.TOO_MANY);
        fillInterested();
    }

    @Override
    public void onFillable() {
        ByteBuffer sink = BufferUtil.allocate(SINK);
        try {
            int filled = client.fill(sink);
            while (filled > 0) {
                BufferUtil.clear(sink);
                filled = client.fill(sink);
            }
            if (filled < 0) {
                client.close();
            } else {
                fillInterested();
            }
        } catch (IOException e) {
            client.close(e);
        }
    }

    @Override
    public void onClose(Throwable cause) {
        super.onClose(cause);
        if (told) {
            clients.refused();
        }
    }
}
