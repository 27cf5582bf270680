package org.servin.http.internal;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.servin.linux.listen.InheritedSocket;

/**
 * A socket that listens, and has not accepted anybody yet.
 *
 * @param channel accepts
 * @param endpoint where clients connect, as in the setting {@code hosts}
 * @param file of a unix socket that is removed when nobody listens any more
 */
record ListeningSocket(ServerSocketChannel channel, Endpoint endpoint, Optional<UnixSocketFile> file) implements AutoCloseable {
    private static final int QUEUE = 1024;

    /** Opens what an endpoint means, which are several sockets if it is a name of inherited ones. */
    static List<ListeningSocket> open(Endpoint endpoint, String group, List<InheritedSocket> inherited) throws IOException {
        if (endpoint instanceof Endpoint.Unix unix) {
            return List.of(open(unix, group));
        }
        if (endpoint instanceof Endpoint.Tcp tcp) {
            return List.of(open(tcp));
        }
        return adopt((Endpoint.Inherited) endpoint, inherited);
    }

    private static ListeningSocket open(Endpoint.Unix endpoint, String group) throws IOException {
        UnixSocketFile file = new UnixSocketFile(endpoint.path());
        file.clear();
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.bind(UnixDomainSocketAddress.of(endpoint.path()), QUEUE);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        ListeningSocket socket = new ListeningSocket(channel, endpoint, Optional.of(file));
        try {
            file.grant(group);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
        return socket;
    }

    private static ListeningSocket open(Endpoint.Tcp endpoint) throws IOException {
        InetSocketAddress address = new InetSocketAddress(endpoint.address(), endpoint.port());
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + endpoint.address());
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, QUEUE);
            int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
            return new ListeningSocket(channel, new Endpoint.Tcp(endpoint.scheme(), endpoint.address(), port), Optional.empty());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static List<ListeningSocket> adopt(Endpoint.Inherited endpoint, List<InheritedSocket> inherited) throws IOException {
        if (inherited.isEmpty()) {
            throw new IOException("no sockets were passed to the engine: systemd starts it with them if a socket unit has its name");
        }
        List<ListeningSocket> sockets = new ArrayList<>();
        try {
            for (InheritedSocket one : inherited) {
                if (endpoint.means(one.descriptor(), one.name())) {
                    InheritedSocket.Adopted adopted = one.adopt();
                    sockets.add(new ListeningSocket(adopted.channel(), where(adopted.address()), Optional.empty()));
                }
            }
        } catch (IOException | RuntimeException e) {
            close(sockets);
            throw e;
        }
        if (sockets.isEmpty()) {
            throw new IOException("none of the sockets that were passed to the engine is called so: "
                    + inherited.stream().map(s -> s.descriptor() + " (" + s.name() + ")").collect(java.util.stream.Collectors.joining(", ")));
        }
        return sockets;
    }

    private static Endpoint where(SocketAddress address) {
        return address instanceof InetSocketAddress ip ? new Endpoint.Tcp(Endpoint.Scheme.TCP, ip.getAddress().getHostAddress(), ip.getPort())
                : new Endpoint.Unix(((UnixDomainSocketAddress) address).getPath());
    }

    /** Stops listening at all of them. */
    static void close(List<ListeningSocket> sockets) throws IOException {
        for (ListeningSocket socket : sockets) {
            socket.close();
        }
    }

    /** Stops listening. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (file.isPresent()) {
            Files.deleteIfExists(file.get().path());
        }
    }
}
