package org.servin.core.internal.network;

import java.util.Arrays;
import java.util.List;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;

/** Makes the answers to queries, in the form of RFC 1035 and RFC 6891. */
final class NameReplies {
    /** Longest answer over UDP to a client that has not said what it takes. */
    private static final int PLAIN = 512;
    private static final int LARGEST = 65535;

    private NameReplies() { }

    /**
     * An answer; over UDP cut to what the client takes and marked so, then it asks again over TCP.
     *
     * @param more what the client will want to know next
     */
    static byte[] of(Message question, List<Record> records, List<Record> more, boolean udp) {
        Message reply = new Message(question.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        if (question.getHeader().getFlag(Flags.RD)) {
            reply.getHeader().setFlag(Flags.RD);
        }
        reply.addRecord(question.getQuestion(), Section.QUESTION);
        records.forEach(r -> reply.addRecord(r, Section.ANSWER));
        more.forEach(r -> reply.addRecord(r, Section.ADDITIONAL));
        OPTRecord options = question.getOPT();
        if (options != null) {
            reply.addRecord(new OPTRecord(LARGEST, 0, 0), Section.ADDITIONAL);
        }
        return reply.toWire(udp ? Math.max(PLAIN, options == null ? 0 : options.getPayloadSize()) : LARGEST);
    }

    /** The query sent back as refused for a reason, whatever its body. */
    static byte[] failure(byte[] query, int code) {
        byte[] reply = query.clone();
        reply[2] |= (byte) 0x80;
        reply[3] = (byte) (0x80 | code);
        for (int i = 6; i < 12; i++) {
            reply[i] = 0;
        }
        return reply[4] == 0 && reply[5] == 0 ? Arrays.copyOf(reply, 12) : Arrays.copyOf(reply, endOfQuestion(reply));
    }

    private static int endOfQuestion(byte[] query) {
        int at = 12;
        while (at < query.length && query[at] != 0) {
            at += (query[at] & 0xff) + 1;
        }
        if (at + 5 > query.length || query[4] != 0 || query[5] != 1) {
            query[4] = 0;
            query[5] = 0;
            return 12;
        }
        return at + 5;
    }
}
