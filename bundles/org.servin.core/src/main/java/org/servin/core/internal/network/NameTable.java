package org.servin.core.internal.network;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Answers what containers ask about each other: names, aliases, short ids and links on the networks they share, and addresses there. */
final class NameTable {
    private static final long TTL = 600;
    private static final Pattern SERVICE = Pattern.compile("_(?<port>\\d{1,5})\\._(?<protocol>tcp|udp|sctp)\\.(?<name>.+)");

    private NameTable() { }

    /**
     * The answer to a query; empty if it is about something else, to be asked outside. Malformed queries are answered as such.
     *
     * @param udp whether it came by UDP, where answers are short
     */
    static Optional<byte[]> answer(LiveContainer asker, byte[] query, boolean udp) {
        Message question;
        try {
            question = new Message(query);
        } catch (IOException e) {
            return query.length < 12 ? Optional.of(new byte[0]) : Optional.of(NameReplies.failure(query, Rcode.FORMERR));
        }
        Record asked = question.getQuestion();
        if (asked == null || asked.getDClass() != DClass.IN) {
            return Optional.empty();
        }
        return records(asker, asked).map(r -> NameReplies.of(question, r.answers(), r.more(), udp));
    }

    /** What is known of a name, which may be nothing of the kind that was asked for. */
    private record Known(List<Record> answers, List<Record> more) { }

    private static Optional<Known> records(LiveContainer asker, Record asked) {
        return switch (asked.getType()) {
            case Type.A, Type.AAAA -> addresses(asker, asked);
            case Type.PTR -> pointer(asker, asked);
            case Type.SRV -> services(asker, asked);
            default -> known(asker, text(asked.getName())).isEmpty() ? Optional.empty() : Optional.of(new Known(List.of(), List.of()));
        };
    }

    private static Optional<Known> addresses(LiveContainer asker, Record asked) {
        List<Peer> found = known(asker, text(asked.getName()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Record> records = new ArrayList<>();
        found.forEach(a -> address(a, asked.getType() == Type.AAAA).ifPresent(address -> records.add(record(asked.getName(), address))));
        // several containers of one alias share the load
        Collections.shuffle(records);
        return Optional.of(new Known(records, List.of()));
    }

    /** Where a service is: {@code _80._tcp.web} for port 80 of container web, if its image or its creator exposed it. */
    private static Optional<Known> services(LiveContainer asker, Record asked) {
        Matcher service = SERVICE.matcher(text(asked.getName()));
        List<Peer> found = known(asker, service.matches() ? service.group("name") : text(asked.getName()));
        if (found.isEmpty()) {
            return Optional.empty();
        }
        List<Record> answers = new ArrayList<>();
        List<Record> more = new ArrayList<>();
        if (service.matches()) {
            found.stream().filter(a -> a.exposes(service.group("port") + "/" + service.group("protocol"))).forEach(a -> host(a).ifPresent(host -> {
                answers.add(new SRVRecord(asked.getName(), DClass.IN, TTL, 0, 0, Integer.parseInt(service.group("port")), host));
                address(a, false).ifPresent(address -> more.add(record(host, address)));
                address(a, true).ifPresent(address -> more.add(record(host, address)));
            }));
        }
        return Optional.of(new Known(answers, more));
    }

    private static Optional<InetAddress> address(Peer peer, boolean v6) {
        return peer.address(v6).map(LiveNetwork::withoutLength).map(Cidr::address);
    }

    private static Record record(Name name, InetAddress address) {
        return address.getAddress().length == 4 ? new ARecord(name, DClass.IN, TTL, address) : new AAAARecord(name, DClass.IN, TTL, address);
    }

    private static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    /** The endpoints of that name on the asker's networks; on its own first network that knows the name. */
    private static List<Peer> known(LiveContainer asker, String name) {
        for (Attachment own : asker.attachments()) {
            if (own.network().resolvesNames()) {
                List<Peer> found = known(asker, own, name);
                if (!found.isEmpty()) {
                    return found;
                }
            }
        }
        return List.of();
    }

    private static List<Peer> known(LiveContainer asker, Attachment own, String name) {
        String suffix = "." + own.network().name().toLowerCase(Locale.ROOT);
        String plain = name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
        Optional<String> linked = links(asker, own).stream().filter(l -> l.alias().equalsIgnoreCase(plain)).map(NetworkModes.Link::container).findFirst();
        Optional<Peer> byId = linked.map(own.network().members()::get);
        String wanted = linked.orElse(plain);
        return byId.map(List::of).orElseGet(() -> own.network().peers().filter(m -> m.names().stream().anyMatch(n -> n.equalsIgnoreCase(wanted))).toList());
    }

    private static List<NetworkModes.Link> links(LiveContainer asker, Attachment own) {
        List<String> texts = new ArrayList<>(own.config().links() == null ? List.of() : own.config().links());
        List<String> general = asker.subject().host().wiring().links();
        if (general != null && own.network().name().equals(asker.subject().host().wiring().networkMode())) {
            texts.addAll(general);
        }
        return texts.stream().map(NetworkModes.Link::parse).toList();
    }

    private static Optional<Known> pointer(LiveContainer asker, Record asked) {
        InetAddress address;
        try {
            address = ReverseMap.fromName(asked.getName());
        } catch (IOException e) {
            return Optional.empty();
        }
        String literal = Cidr.text(address);
        for (Attachment own : asker.attachments()) {
            Optional<Peer> found = own.network().peers().filter(m -> m.addresses().stream().anyMatch(a -> LiveNetwork.withoutLength(a).equals(literal))).findFirst();
            if (own.network().resolvesNames() && found.isPresent()) {
                return Optional.of(new Known(host(found.get()).<List<Record>>map(host -> List.of(new PTRRecord(asked.getName(), DClass.IN, TTL, host))).orElse(List.of()), List.of()));
            }
        }
        return Optional.empty();
    }

    /** A container's full name on a network; empty where the network's name is none of a host. */
    private static Optional<Name> host(Peer peer) {
        try {
            return Optional.of(Name.fromString(peer.name() + "." + peer.network().name() + "."));
        } catch (TextParseException e) {
            return Optional.empty();
        }
    }
}
