package org.servin.log.syslog;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.servin.linux.socket.ClientSocket;
import org.servin.linux.socket.ClientSocket.Kind;
import org.servin.linux.socket.MessageOutput;
import org.servin.linux.socket.MessageStream;
import org.servin.log.socket.Destination;
import org.servin.log.socket.Dial;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.TransportAddress;

/**
 * Connects to where the options say: datagrams by UDP (RFC 5426) or to a socket of this machine, or a connection by TCP (RFC 6587), TLS (RFC 5425) or to a socket of this machine.
 * Immutable.
 */
final class SyslogDestination implements Destination {
    private static final int DEFAULT_PORT = 514;
    private static final List<Path> LOCAL = List.of(Path.of("/dev/log"), Path.of("/var/run/syslog"), Path.of("/var/run/log"));

    private final Optional<TransportAddress> address;
    private final Optional<TlsFiles> tls;
    private final List<Path> local;

    SyslogDestination(SyslogOptions options) {
        this(options, LOCAL);
    }

    /**
     * For machines whose own syslog is elsewhere.
     *
     * @param local where it may be, in this order
     */
    SyslogDestination(SyslogOptions options, List<Path> local) {
        this.address = options.address();
        this.tls = options.tls();
        this.local = List.copyOf(local);
    }

    @Override
    public MessageOutput connect() {
        return address.map(this::connect).orElseGet(this::connectLocal);
    }

    private MessageOutput connect(TransportAddress to) {
        return switch (to.scheme()) {
            case "unix" -> Dial.local(Kind.STREAM, Path.of(to.path()));
            case "unixgram" -> Dial.local(Kind.DATAGRAM, Path.of(to.path()));
            case "udp" -> Dial.udp(to, DEFAULT_PORT);
            case "tcp" -> Dial.tcp(to, DEFAULT_PORT);
            default -> new MessageStream(secure(to), Dial.PATIENCE_MILLIS);
        };
    }

    /** As dockerd's library does: datagrams are tried first, at each place. */
    private MessageOutput connectLocal() {
        ServinException failed = new ServinException(ErrorKind.UNAVAILABLE, "Unix syslog delivery error");
        for (Kind kind : List.of(Kind.DATAGRAM, Kind.STREAM)) {
            for (Path path : local) {
                try {
                    return Dial.local(kind, path);
                } catch (ServinException e) {
                    failed.addSuppressed(e);
                }
            }
        }
        throw failed;
    }

    private TlsChannel secure(TransportAddress to) {
        ClientSocket socket = Dial.socket(Kind.STREAM, to, DEFAULT_PORT);
        try {
            TlsFiles files = tls.orElseThrow();
            return TlsChannel.open(socket, files.context(), to.host(), to.givenPort().orElse(DEFAULT_PORT), !files.skipVerify(), Dial.CONNECT_MILLIS);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
    }
}
