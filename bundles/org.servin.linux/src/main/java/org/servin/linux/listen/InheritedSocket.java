package org.servin.linux.listen;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A listening socket that this process was started with, as systemd does (sd_listen_fds(3)). It stays open as long as the process, so that it can be adopted again: clients
 * wait in its queue meanwhile.
 *
 * @param descriptor its number
 * @param name as its unit calls it; {@code unknown} without a name
 */
public record InheritedSocket(int descriptor, String name) {
    private static final int FIRST = 3;
    private static final int MOST = 1024;
    private static final int AF_UNIX = 1;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int PORT_MASK = 0xffff;

    /**
     * One that has become a channel.
     *
     * @param channel accepts its connections; its local address is not the socket's
     * @param address where clients connect to; an abstract unix socket's begins with {@code @}
     */
    public record Adopted(ServerSocketChannel channel, SocketAddress address) { }

    /**
     * All of them, in their order; none if they were meant for another process.
     *
     * @param environment {@code LISTEN_PID}, {@code LISTEN_FDS} and {@code LISTEN_FDNAMES}
     * @param pid this process' number
     */
    public static List<InheritedSocket> all(Map<String, String> environment, long pid) throws IOException {
        if (!String.valueOf(pid).equals(environment.get("LISTEN_PID"))) {
            return List.of();
        }
        int count;
        try {
            count = Integer.parseInt(environment.getOrDefault("LISTEN_FDS", ""));
        } catch (NumberFormatException e) {
            throw new IOException("LISTEN_FDS is not a number: " + environment.get("LISTEN_FDS"), e);
        }
        if (count < 0 || count > MOST) {
            throw new IOException("LISTEN_FDS is out of range: " + count);
        }
        String[] names = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
        List<InheritedSocket> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(new InheritedSocket(FIRST + i, i < names.length && !names[i].isEmpty() ? names[i] : "unknown"));
        }
        return all;
    }

    /** Makes a channel that accepts its connections. Closing that does not close the socket. Fails if it is not a stream socket that listens. */
    public Adopted adopt() throws IOException {
        if (ListenCalls.option(descriptor, ListenCalls.SO_TYPE, Integer.BYTES).getInt() != ListenCalls.SOCK_STREAM
                || ListenCalls.option(descriptor, ListenCalls.SO_ACCEPTCONN, Integer.BYTES).getInt() == 0) {
            throw new IOException("descriptor " + descriptor + " (" + name + ") is not a stream socket that listens");
        }
        ListenCalls.keep(descriptor);
        ByteBuffer bound = ListenCalls.name(descriptor);
        SocketAddress address = address(bound);
        ServerSocketChannel channel = address instanceof InetSocketAddress ? boundToPort() : boundToFile();
        try {
            ListenCalls.replace(ChannelDescriptor.of(channel), descriptor);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        return new Adopted(channel, address);
    }

    /** A channel accepts only when it has bound a socket of its own: one that nobody can have heard of. */
    private static ServerSocketChannel boundToPort() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            return channel.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static ServerSocketChannel boundToFile() throws IOException {
        Path folder = Files.createTempDirectory("servin");
        Path file = folder.resolve("s");
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            return channel.bind(UnixDomainSocketAddress.of(file), 1);
        } catch (IOException e) {
            channel.close();
            throw e;
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private SocketAddress address(ByteBuffer sockaddr) throws IOException {
        int family = sockaddr.getShort();
        switch (family) {
            case AF_UNIX:
                return UnixDomainSocketAddress.of(path(sockaddr));
            case AF_INET:
            case AF_INET6:
                int port = sockaddr.order(ByteOrder.BIG_ENDIAN).getShort() & PORT_MASK;
                byte[] address = new byte[family == AF_INET ? 4 : 16];
                if (family == AF_INET6) {
                    sockaddr.getInt(); // the flow
                }
                sockaddr.get(address);
                return new InetSocketAddress(InetAddress.getByAddress(address), port);
            default:
                throw new IOException("descriptor " + descriptor + " (" + name + ") is a socket of the family " + family + ", neither unix nor internet");
        }
    }

    private static String path(ByteBuffer rest) {
        byte[] path = new byte[rest.remaining()];
        rest.get(path);
        boolean abstractName = path.length > 0 && path[0] == 0;
        int length = abstractName ? path.length : 0;
        while (!abstractName && length < path.length && path[length] != 0) {
            length++;
        }
        if (abstractName) {
            path[0] = '@';
        }
        return new String(path, 0, length, StandardCharsets.UTF_8);
    }
}
