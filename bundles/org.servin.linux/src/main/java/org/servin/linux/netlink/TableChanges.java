package org.servin.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.servin.linux.Fd;

/** Changes to one nftables table, whoever makes them, as the kernel tells them to those who subscribe (linux/netfilter/nf_tables.h). Thread-safe. */
public final class TableChanges implements AutoCloseable {
    /** Result of a call before which the kernel had to drop messages. */
    public static final int UNKNOWN = -1;

    private static final int NFNLGRP_NFTABLES = 1 << 6;
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFT_MSG_NEWGEN = 15;
    private static final int HEADER = 16;
    /** After the header of nfnetlink; the first attribute of every message but the generation's is the table's name. */
    private static final int ATTRIBUTES = HEADER + 4;
    private final Fd socket = SocketCalls.subscribe(SocketCalls.NETLINK_NETFILTER, NFNLGRP_NFTABLES);
    private final byte[] buffer = new byte[65536];
    private final byte[] name;
    private boolean touched;

    /** Subscribes in the calling thread's namespace to the table of this name, in any family. */
    public TableChanges(String table) {
        name = (table + '\0').getBytes(StandardCharsets.UTF_8);
    }

    /** Readable when something is to be read, also of other tables. */
    public int descriptor() {
        return socket.number();
    }

    /** How many transactions have changed the table since the last call, or {@link #UNKNOWN}. A transaction is told before the call that makes it returns. */
    public synchronized int count() {
        int transactions = 0;
        boolean lost = false;
        int length;
        while ((length = SocketCalls.receiveNow(socket.number(), buffer)) != 0) {
            if (length < 0) {
                lost = true;
                continue;
            }
            ByteBuffer in = ByteBuffer.wrap(buffer, 0, length).order(ByteOrder.nativeOrder());
            for (int at = 0; at + HEADER <= length; at += Rtnetlink.align(in.getInt(at))) {
                if (in.getShort(at + 4) == (short) (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN)) {
                    transactions += touched ? 1 : 0;
                    touched = false;
                } else {
                    touched |= isOurs(in, at);
                }
            }
        }
        return lost ? UNKNOWN : transactions;
    }

    private boolean isOurs(ByteBuffer in, int at) {
        int from = at + ATTRIBUTES + 4;
        return in.getInt(at) >= ATTRIBUTES + 4 + name.length && (in.getShort(at + ATTRIBUTES) & 0xffff) == 4 + name.length
                && Arrays.equals(buffer, from, from + name.length, name, 0, name.length);
    }

    @Override
    public void close() {
        socket.close();
    }
}
