package org.servin.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.servin.linux.ErrnoException;
import org.servin.linux.Fd;

/** What a network namespace loses, as rtnetlink(7) tells it to those who subscribe. One thread reads. */
public final class NetworkLosses implements AutoCloseable {
    /** Links, and IPv4 and IPv6 addresses, routes and settings: bits of {@code RTNLGRP_*}, linux/rtnetlink.h. */
    private static final int GROUPS = 1 | 1 << 4 | 1 << 6 | 1 << 8 | 1 << 10 | 1 << 23 | 1 << 24;
    private static final int HEADER = 16;
    private final Fd socket;
    private final byte[] buffer = new byte[32768];

    /** Subscribes in the calling thread's namespace. */
    public NetworkLosses() {
        socket = SocketCalls.subscribe(SocketCalls.NETLINK_ROUTE, GROUPS);
        try {
            SocketFilter.losses(socket.number());
        } catch (ErrnoException e) {
            socket.close();
            throw e;
        }
    }

    /** Readable when something is to be read. */
    public int descriptor() {
        return socket.number();
    }

    /** Gives everything that was told since the last call, without waiting. */
    public void read(Consumer<NetworkLoss> each) {
        int length;
        while ((length = SocketCalls.receiveNow(socket.number(), buffer)) != 0) {
            if (length < 0) {
                each.accept(new NetworkLoss(NetworkLoss.Kind.ANYTHING, 0, ""));
                continue;
            }
            ByteBuffer in = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder());
            for (int at = 0; at + HEADER <= length; at += Rtnetlink.align(in.getInt(at))) {
                parse(in.getShort(at + 4), Rtnetlink.slice(in, at + HEADER, in.getInt(at) - HEADER), each);
            }
        }
    }

    private static void parse(int type, ByteBuffer body, Consumer<NetworkLoss> each) {
        switch (type) {
            case Rtnetlink.RTM_DELLINK, Rtnetlink.RTM_NEWLINK -> each.accept(new NetworkLoss(NetworkLoss.Kind.LINK, body.getInt(4), linkName(body)));
            case Rtnetlink.RTM_DELADDR -> each.accept(new NetworkLoss(NetworkLoss.Kind.ADDRESS, body.getInt(4), ""));
            case Rtnetlink.RTM_DELROUTE -> each.accept(new NetworkLoss(NetworkLoss.Kind.ROUTE, routeLink(body), ""));
            case Rtnetlink.RTM_NEWNETCONF -> each.accept(new NetworkLoss(NetworkLoss.Kind.SETTING, 0, ""));
            default -> { }
        }
    }

    private static String linkName(ByteBuffer body) {
        String[] name = {""};
        Rtnetlink.attributes(body, 16, (type, value) -> {
            if (type == Rtnetlink.IFLA_IFNAME) {
                name[0] = Rtnetlink.string(value);
            }
        });
        return name[0];
    }

    private static int routeLink(ByteBuffer body) {
        int[] link = new int[1];
        Rtnetlink.attributes(body, 12, (type, value) -> {
            if (type == Rtnetlink.RTA_OIF) {
                link[0] = value.getInt(0);
            }
        });
        return link[0];
    }

    @Override
    public void close() {
        socket.close();
    }
}
