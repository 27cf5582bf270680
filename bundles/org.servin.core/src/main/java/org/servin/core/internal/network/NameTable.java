package org.servin.core.internal.network;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Answers what containers ask about each other: names, aliases, short ids and links on the networks they share, and addresses there. */
final class NameTable {
    private static final long TTL = 600;

    private NameTable() { }

    /** The answer to a query; empty if it is about something else, to be asked outside. Malformed queries are answered as such. */
    static Optional<byte[]> answer(LiveContainer asker, byte[] query) {
        Message question;
        try {
            question = new Message(query);
        } catch (IOException e) {
            return query.length < 12 ? Optional.of(new byte[0]) : Optional.of(failure(query, Rcode.FORMERR));
        }
        Record asked = question.getQuestion();
        if (asked == null || asked.getDClass() != DClass.IN) {
            return Optional.empty();
        }
        return switch (asked.getType()) {
            case Type.A, Type.AAAA -> addresses(asker, question, asked);
            case Type.PTR -> pointer(asker, question, asked);
            default -> known(asker, text(asked.getName())).isEmpty() ? Optional.empty() : Optional.of(reply(question, List.of()));
        };
    }

    private static Optional<byte[]> addresses(LiveContainer asker, Message question, Record asked) {
        List<Attachment> found = known(asker, text(asked.getName()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        boolean v6 = asked.getType() == Type.AAAA;
        List<Record> records = new ArrayList<>();
        for (Attachment attachment : found) {
            (v6 ? attachment.spec().ipv6() : attachment.spec().ipv4()).map(LiveNetwork::withoutLength).map(Cidr::address)
                    .ifPresent(a -> records.add(record(asked.getName(), a)));
        }
        // several containers of one alias share the load
        Collections.shuffle(records);
        return Optional.of(reply(question, records));
    }

    private static Record record(Name name, InetAddress address) {
        return address.getAddress().length == 4 ? new ARecord(name, DClass.IN, TTL, address) : new AAAARecord(name, DClass.IN, TTL, address);
    }

    private static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    /** The endpoints of that name on the asker's networks; on its own first network that knows the name. */
    private static List<Attachment> known(LiveContainer asker, String name) {
        for (Attachment own : asker.attachments()) {
            if (own.network().resolvesNames()) {
                List<Attachment> found = known(asker, own, name);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    private static List<Attachment> known(LiveContainer asker, Attachment own, String name) {
        String suffix = "." + own.network().name().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
        Optional<String> linked = links(asker, own).stream().filter(l -> l.alias().equalsIgnoreCase(plain)).map(NetworkModes.Link::container).findFirst();
        Optional<Attachment> byId = linked.map(own.network().members()::get);
        String wanted = linked.orElse(plain);
        return byId.map(List::of).orElseGet(() -> own.network().members().values().stream().filter(m -> m.names().stream().anyMatch(n -> n.equalsIgnoreCase(wanted))).toList());
    }

    private static List<NetworkModes.Link> links(LiveContainer asker, Attachment own) {
        List<String> texts = new ArrayList<>(own.config().links() == null ? List.of() : own.config().links());
        List<String> general = asker.subject().host().wiring().links();
        if (general != null && own.network().name().equals(asker.subject().host().wiring().networkMode())) {
            texts.addAll(general);
        }
        return texts.stream().map(NetworkModes.Link::parse).toList();
    }

    private static Optional<byte[]> pointer(LiveContainer asker, Message question, Record asked) {
        InetAddress address;
        try {
            address = ReverseMap.fromName(asked.getName());
        } catch (IOException e) {
            return Optional.empty();
        }
        String literal = Cidr.text(address);
        for (Attachment own : asker.attachments()) {
            for (Attachment member : own.network().members().values()) {
                if (own.network().resolvesNames() && member.spec().addresses().stream().anyMatch(a -> LiveNetwork.withoutLength(a).equals(literal))) {
                    return Optional.of(reply(question, pointer(asked.getName(), member.spec().containerName() + "." + own.network().name())));
                }
            }
        }
        return Optional.empty();
    }

    private static List<Record> pointer(Name asked, String target) {
        try {
            return List.of(new PTRRecord(asked, DClass.IN, TTL, Name.fromString(target + ".")));
        } catch (TextParseException e) {
            return List.of(); // a network's name need not be a host's name
        }
    }

    private static byte[] reply(Message question, List<Record> records) {
        Message reply = new Message(question.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.getHeader().setFlag(Flags.RA);
        if (question.getHeader().getFlag(Flags.RD)) {
            reply.getHeader().setFlag(Flags.RD);
        }
        reply.addRecord(question.getQuestion(), Section.QUESTION);
        records.forEach(r -> reply.addRecord(r, Section.ANSWER));
        return reply.toWire();
    }

    /** The query sent back as refused for a reason, whatever its body. */
    static byte[] failure(byte[] query, int code) {
        byte[] reply = query.clone();
        reply[2] |= (byte) 0x80;
        reply[3] = (byte) (0x80 | code);
        for (int i = 6; i < 12; i++) {
            reply[i] = 0;
        }
        return reply[4] == 0 && reply[5] == 0 ? java.util.Arrays.copyOf(reply, 12) : java.util.Arrays.copyOf(reply, endOfQuestion(reply));
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
