package org.servin.network.bridge.relay;

import java.util.function.Consumer;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;
import org.servin.linux.io.Descriptors;
import org.servin.linux.io.Epoll;
import org.servin.linux.netlink.NetworkSocket;

/** A client's connection and ours to the container: bytes go both ways, and each way ends for itself. Used by the relay's thread. */
final class TcpConnection implements RelayLoop.Owner {
    private final RelayLoop relay;
    private final Side client;
    private final Side container;
    private final Consumer<TcpConnection> gone;
    private boolean connecting = true;

    /** One of the sockets, what was read from it and not yet written to the other, and what it is watched for. */
    private final class Side {
        private final Fd socket;
        private final long id;
        private final byte[] bytes = new byte[16 * 1024];
        private int from;
        private int to;
        private boolean ended;
        private boolean told;
        private int mask;

        Side(Fd socket, int mask) {
            this.socket = socket;
            this.mask = mask;
            this.id = relay.add(socket, mask, TcpConnection.this);
        }

        boolean isEmpty() {
            return from == to;
        }

        /** Moves what there is to the other side, as far as that takes it. */
        void move(Side other) {
            while (!ended || !isEmpty()) {
                if (isEmpty() && !fill() || !isEmpty() && !drain(other)) {
                    return;
                }
            }
            if (!told) {
                told = true;
                NetworkSocket.endOutput(other.socket.number());
            }
        }

        private boolean fill() {
            int read = Descriptors.read(socket.number(), bytes, 0, bytes.length);
            if (read == Descriptors.WOULD_BLOCK) {
                return false;
            }
            ended = read == 0;
            from = 0;
            to = read;
            return true;
        }

        private boolean drain(Side other) {
            int written = Descriptors.write(other.socket.number(), bytes, from, to - from);
            if (written == Descriptors.WOULD_BLOCK) {
                return false;
            }
            from += written;
            return true;
        }

        /** A socket that is watched for nothing is out of the set: its hanging up would be told without end. */
        void watch(int wanted) {
            if (wanted == mask) {
                return;
            }
            if (wanted == 0) {
                relay.epoll().remove(socket.number());
            } else if (mask == 0) {
                relay.epoll().add(socket.number(), wanted, id);
            } else {
                relay.epoll().change(socket.number(), wanted, id);
            }
            mask = wanted;
        }

        void close() {
            relay.remove(id);
            socket.close();
        }
    }

    TcpConnection(RelayLoop relay, Fd client, Fd container, Consumer<TcpConnection> gone) {
        this.relay = relay;
        this.gone = gone;
        this.client = new Side(client, Epoll.IN);
        this.container = new Side(container, Epoll.OUT);
    }

    @Override
    public void ready(int events) {
        try {
            if (connecting) {
                if ((events & (Epoll.OUT | Epoll.ERR | Epoll.HUP)) == 0) {
                    // the client has sent something, which can wait
                    client.watch(0);
                    return;
                }
                if (NetworkSocket.error(container.socket.number()) != 0) {
                    close();
                    return;
                }
                connecting = false;
            }
            client.move(container);
            container.move(client);
            if (client.told && container.told) {
                close();
                return;
            }
            client.watch(interest(client, container));
            container.watch(interest(container, client));
        } catch (ErrnoException e) {
            // one of both is gone, and so is what was between them
            close();
        }
    }

    private static int interest(Side side, Side other) {
        return (side.isEmpty() && !side.ended ? Epoll.IN : 0) | (other.isEmpty() ? 0 : Epoll.OUT);
    }

    void close() {
        client.close();
        container.close();
        gone.accept(this);
    }
}
