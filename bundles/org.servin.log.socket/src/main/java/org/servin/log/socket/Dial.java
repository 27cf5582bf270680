package org.servin.log.socket;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.ClientSocket;
import org.servin.linux.socket.ClientSocket.Kind;
import org.servin.linux.socket.MessageDatagrams;
import org.servin.linux.socket.MessageOutput;
import org.servin.linux.socket.MessageStream;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.TransportAddress;

/** Connects to addresses, and says as Go's {@code net} does why that fails: UNAVAILABLE. */
public final class Dial {
    /** How long a connection may take to be made. */
    public static final int CONNECT_MILLIS = 5_000;
    /** How long to wait while nothing moves in it. */
    public static final int PATIENCE_MILLIS = 5_000;

    private Dial() { }

    /** A socket of this machine for one of the kinds. */
    public static MessageOutput local(Kind kind, Path path) {
        try {
            ClientSocket socket = ClientSocket.connect(kind, path, CONNECT_MILLIS);
            return kind == Kind.STREAM ? new MessageStream(socket, PATIENCE_MILLIS) : new MessageDatagrams(socket, true, PATIENCE_MILLIS);
        } catch (ErrnoException e) {
            throw failed((kind == Kind.STREAM ? "unix " : "unixgram ") + path + ": connect: " + e.reason(), e);
        }
    }

    /** Datagrams of UDP. */
    public static MessageOutput udp(TransportAddress to, int defaultPort) {
        return new MessageDatagrams(socket(Kind.DATAGRAM, to, defaultPort), false, PATIENCE_MILLIS);
    }

    /** A connection of TCP. */
    public static MessageOutput tcp(TransportAddress to, int defaultPort) {
        return new MessageStream(socket(Kind.STREAM, to, defaultPort), PATIENCE_MILLIS);
    }

    /** A connected socket; of a name's addresses the first one that answers. */
    public static ClientSocket socket(Kind kind, TransportAddress to, int defaultPort) {
        String network = kind == Kind.STREAM ? "tcp" : "udp";
        try {
            ServinException failed = null;
            for (InetAddress address : InetAddress.getAllByName(to.host().isEmpty() ? "localhost" : to.host())) {
                try {
                    return ClientSocket.connect(kind, address, to.givenPort().orElse(defaultPort), CONNECT_MILLIS);
                } catch (ErrnoException e) {
                    failed = failed(network + " " + shown(address) + ":" + to.givenPort().orElse(defaultPort) + ": connect: " + e.reason(), e);
                }
            }
            throw failed;
        } catch (UnknownHostException e) {
            throw failed(network + ": lookup " + to.host() + ": no such host", e);
        }
    }

    private static String shown(InetAddress address) {
        return address.getAddress().length == 16 ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
    }

    private static ServinException failed(String what, Exception cause) {
        return new ServinException(ErrorKind.UNAVAILABLE, "dial " + what, cause);
    }
}
