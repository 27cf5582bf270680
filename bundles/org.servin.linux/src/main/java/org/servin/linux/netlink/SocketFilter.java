package org.servin.linux.netlink;

import com.sun.jna.Memory;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Socket filters in the kernel (socket(7), {@code SO_ATTACH_FILTER}); instructions are those of {@code linux/filter.h}. */
final class SocketFilter {
    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_WORD = 0x20;
    private static final int JUMP_EQUAL = 0x15;
    private static final int JUMP_ANY_BIT = 0x45;
    private static final int RETURN = 0x06;
    private static final int ALL = -1;
    private static final int TYPE = 4;
    private static final int LINK_FLAGS = 24;
    private static final int LINK_CHANGE = 28;
    private static final int CONF_LINK = 24;
    private static final int UP = 1;
    private final List<int[]> code = new ArrayList<>();

    private SocketFilter() { }

    /** Lets nothing pass, and so nothing answer. */
    static void everything(int socket) {
        SocketFilter filter = new SocketFilter();
        filter.add(RETURN, 0, 0, 0);
        filter.attach(socket);
    }

    /**
     * Of rtnetlink's messages lets pass those of removed links, addresses and routes, of links that were set down, and of changes to what holds for all links together, such
     * as forwarding: so a host on which containers start by the second does not wake us for each link they make.
     */
    static void losses(int socket) {
        SocketFilter filter = new SocketFilter();
        filter.add(LOAD_HALF, 0, 0, TYPE);
        filter.add(JUMP_EQUAL, 10, 0, type(Rtnetlink.RTM_DELLINK));
        filter.add(JUMP_EQUAL, 9, 0, type(Rtnetlink.RTM_DELADDR));
        filter.add(JUMP_EQUAL, 8, 0, type(Rtnetlink.RTM_DELROUTE));
        filter.add(JUMP_EQUAL, 5, 0, type(Rtnetlink.RTM_NEWNETCONF));
        filter.add(JUMP_EQUAL, 0, 7, type(Rtnetlink.RTM_NEWLINK));
        filter.add(LOAD_WORD, 0, 0, LINK_CHANGE);
        filter.add(JUMP_ANY_BIT, 0, 5, word(UP));
        filter.add(LOAD_WORD, 0, 0, LINK_FLAGS);
        filter.add(JUMP_ANY_BIT, 3, 2, word(UP));
        filter.add(LOAD_WORD, 0, 0, CONF_LINK);
        filter.add(JUMP_EQUAL, 0, 1, ALL);
        filter.add(RETURN, 0, 0, ALL);
        filter.add(RETURN, 0, 0, 0);
        filter.attach(socket);
    }

    private void add(int operation, int ifTrue, int ifFalse, int value) {
        code.add(new int[] {operation, ifTrue, ifFalse, value});
    }

    /** Loads take bytes in the network's order, netlink has them in the machine's. */
    private static int type(int type) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? type : Short.reverseBytes((short) type) & 0xffff;
    }

    private static int word(int bits) {
        return ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? bits : Integer.reverseBytes(bits);
    }

    private void attach(int socket) {
        try (Memory program = new Memory(code.size() * 8L); Memory header = new Memory(16)) {
            for (int i = 0; i < code.size(); i++) {
                int[] step = code.get(i);
                program.setShort(i * 8L, (short) step[0]);
                program.setByte(i * 8L + 2, (byte) step[1]);
                program.setByte(i * 8L + 3, (byte) step[2]);
                program.setInt(i * 8L + 4, step[3]);
            }
            header.clear();
            header.setShort(0, (short) code.size());
            header.setPointer(8, program);
            SocketCalls.option(socket, SocketCalls.SOL_SOCKET, SocketCalls.SO_ATTACH_FILTER, header);
        }
    }
}
