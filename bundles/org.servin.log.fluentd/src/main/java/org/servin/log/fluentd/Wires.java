package org.servin.log.fluentd;

import java.io.IOException;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.ClientSocket;
import org.servin.log.fluentd.FluentdAddress.Network;
import org.servin.log.socket.Dial;
import org.servin.spi.ServinException;
import org.servin.spi.log.option.TransportAddress;

/** Connects to destinations. Failures are told as dockerd tells them: {@code dial tcp 127.0.0.1:24224: connect: connection refused}. */
final class Wires {
    /** Whom the machine trusts. Made when it is first needed. */
    interface Trust {
        SSLContext context() throws NoSuchAlgorithmException;
    }

    private final Trust trust;

    Wires(Trust trust) {
        this.trust = trust;
    }

    /** A connection to the first of the host's addresses that answers. */
    Wire connect(FluentdAddress address, long deadline) throws IOException {
        try {
            Wire wire = new SocketWire(address.network() == Network.UNIX ? local(address) : remote(address));
            return address.network() == Network.TLS ? TlsWire.over(wire, trust.context(), address.host(), address.port(), deadline) : wire;
        } catch (ServinException e) {
            throw new IOException(e.getMessage(), e);
        } catch (ErrnoException e) {
            throw new IOException("dial " + address + ": connect: " + e.reason(), e);
        } catch (IOException e) {
            throw new IOException("dial " + address + ": " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("dial " + address + ": this Java has no TLS", e);
        }
    }

    private static ClientSocket local(FluentdAddress address) {
        return ClientSocket.connect(ClientSocket.Kind.STREAM, Path.of(address.path()), Dial.CONNECT_MILLIS);
    }

    private static ClientSocket remote(FluentdAddress address) {
        return Dial.socket(ClientSocket.Kind.STREAM, new TransportAddress("tcp", address.host(), address.port(), ""), address.port());
    }
}
