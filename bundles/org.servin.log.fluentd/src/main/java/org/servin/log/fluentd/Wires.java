package org.servin.log.fluentd;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.servin.log.fluentd.FluentdAddress.Network;

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
            return address.network() == Network.UNIX ? PlainWire.connect(UnixDomainSocketAddress.of(address.path()), deadline) : toHost(address, deadline);
        } catch (IOException e) {
            throw new IOException("dial " + address + ": " + reason(e), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("dial " + address + ": this Java has no TLS", e);
        }
    }

    private Wire toHost(FluentdAddress address, long deadline) throws IOException, NoSuchAlgorithmException {
        IOException failure = new UnknownHostException("no such host");
        for (InetAddress each : InetAddress.getAllByName(address.host())) {
            try {
                PlainWire wire = PlainWire.connect(new InetSocketAddress(each, address.port()), deadline);
                return address.network() == Network.TLS ? TlsWire.over(wire, trust.context(), address.host(), address.port(), deadline) : wire;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    private static String reason(IOException e) {
        if (e instanceof UnknownHostException) {
            return "lookup: no such host";
        }
        String message = String.valueOf(e.getMessage());
        boolean atOnce = e instanceof java.net.SocketException;
        return atOnce ? "connect: " + message.toLowerCase(Locale.ROOT) : message;
    }
}
