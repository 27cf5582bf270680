package org.servin.log.syslog;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.ClientSocket;
import org.servin.linux.socket.ClientSocket.Kind;
import org.servin.linux.socket.MessageDatagrams;
import org.servin.linux.socket.MessageOutput;
import org.servin.linux.socket.MessageStream;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.TransportAddress;

/**
 * Connects to where the options say: datagrams by UDP (RFC 5426) or to a socket of this machine, or a connection by TCP (RFC 6587), TLS (RFC 5425) or to a socket of this machine.
 * Immutable.
 */
final class SyslogDestination {
    private static final int DEFAULT_PORT = 514;
    private static final int CONNECT_MILLIS = 5_000;
    private static final int PATIENCE_MILLIS = 5_000;
    private static final List<Path> LOCAL = List.of(Path.of("/dev/log"), Path.of("/var/run/syslog"), Path.of("/var/run/log"));

    private final Optional<TransportAddress> address;
    private final Optional<TlsFiles> tls;
    private final List<Path> local;

    SyslogDestination(SyslogOptions options) {
        this(options, LOCAL);
    }

    /**
     * For tests.
     *
     * @param local the sockets where the machine's own syslog may be
     */
    SyslogDestination(SyslogOptions options, List<Path> local) {
        this.address = options.address();
        this.tls = options.tls();
        this.local = List.copyOf(local);
    }

    /** Connects anew. UNAVAILABLE if that fails, in dockerd's words. */
    MessageOutput connect() {
        return address.map(this::connect).orElseGet(this::connectLocal);
    }

    private MessageOutput connect(TransportAddress to) {
        return switch (to.scheme()) {
            case "unix" -> open(to.scheme(), Kind.STREAM, Path.of(to.path()));
            case "unixgram" -> open(to.scheme(), Kind.DATAGRAM, Path.of(to.path()));
            case "udp" -> new MessageDatagrams(reach(to, Kind.DATAGRAM), false, PATIENCE_MILLIS);
            case "tcp" -> new MessageStream(reach(to, Kind.STREAM), PATIENCE_MILLIS);
            default -> new MessageStream(secure(to), PATIENCE_MILLIS);
        };
    }

    /** As srslog does: datagrams are tried first, at each place. */
    private MessageOutput connectLocal() {
        ServinException failed = new ServinException(ErrorKind.UNAVAILABLE, "Unix syslog delivery error");
        for (Kind kind : List.of(Kind.DATAGRAM, Kind.STREAM)) {
            for (Path path : local) {
                try {
                    return open(kind == Kind.DATAGRAM ? "unixgram" : "unix", kind, path);
                } catch (ServinException e) {
                    failed.addSuppressed(e);
                }
            }
        }
        throw failed;
    }

    private static MessageOutput open(String scheme, Kind kind, Path path) {
        try {
            ClientSocket socket = ClientSocket.connect(kind, path, CONNECT_MILLIS);
            return kind == Kind.STREAM ? new MessageStream(socket, PATIENCE_MILLIS) : new MessageDatagrams(socket, true, PATIENCE_MILLIS);
        } catch (ErrnoException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "dial " + scheme + " " + path + ": connect: " + e.reason(), e);
        }
    }

    private static ClientSocket reach(TransportAddress to, Kind kind) {
        String network = kind == Kind.DATAGRAM ? "udp" : "tcp";
        int port = to.givenPort().orElse(DEFAULT_PORT);
        try {
            ServinException failed = null;
            for (InetAddress address : InetAddress.getAllByName(to.host().isEmpty() ? "localhost" : to.host())) {
                try {
                    return ClientSocket.connect(kind, address, port, CONNECT_MILLIS);
                } catch (ErrnoException e) {
                    String shown = address.getAddress().length == 16 ? "[" + address.getHostAddress() + "]" : address.getHostAddress();
                    failed = new ServinException(ErrorKind.UNAVAILABLE, "dial " + network + " " + shown + ":" + port + ": connect: " + e.reason(), e);
                }
            }
            throw failed;
        } catch (UnknownHostException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "dial " + network + ": lookup " + to.host() + ": no such host", e);
        }
    }

    private TlsChannel secure(TransportAddress to) {
        ClientSocket socket = reach(to, Kind.STREAM);
        try {
            TlsFiles files = tls.orElseThrow();
            return TlsChannel.open(socket, files.context(), to.host(), to.givenPort().orElse(DEFAULT_PORT), !files.skipVerify(), CONNECT_MILLIS);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
