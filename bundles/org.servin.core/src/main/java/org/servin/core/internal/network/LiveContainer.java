package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.core.container.EndpointView;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.spi.network.PortMapping;

/** A container from the choice of its addresses to its end. Its monitor guards what happens to its networks; its views may be read by anybody. */
final class LiveContainer {
    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,6})");
    private final Map<String, Attachment> attachments = Collections.synchronizedMap(new LinkedHashMap<>());
    private final String sandboxId;
    private volatile ContainerNetworking.Subject subject;
    private volatile int pid;
    /** By the interfaces' prefix. */
    private final Map<String, Integer> nextNumbers = new HashMap<>();
    /** Interfaces that were found after a restart of the engine. */
    private final Set<String> seen = new HashSet<>();

    LiveContainer(ContainerNetworking.Subject subject, String sandboxId) {
        this.subject = subject;
        this.sandboxId = sandboxId;
    }

    ContainerNetworking.Subject subject() {
        return subject;
    }

    String id() {
        return subject.id();
    }

    String name() {
        return subject.name();
    }

    void subject(ContainerNetworking.Subject changed) {
        subject = changed;
    }

    void rename(String name) {
        subject = new ContainerNetworking.Subject(subject.id(), name, subject.config(), subject.host(), subject.endpoints(), subject.folder());
    }

    int pid() {
        return pid;
    }

    void setPid(int pid) {
        this.pid = pid;
    }

    /** Puts the networks of a container that is about to start in the order in which default routes go over them, and names its interfaces in that order, as dockerd does. */
    void nameInterfaces() {
        List<Attachment> ordered = attachments().stream().sorted(Attachment.BY_GATEWAY).toList();
        attachments.clear();
        for (Attachment attachment : ordered) {
            attachment.update(attachment.spec().withInterface(nextInterface(attachment.network().interfacePrefix())));
            add(attachment);
        }
    }

    /** A name for one more interface. Numbers are not used again, as in dockerd. */
    synchronized String nextInterface(String prefix) {
        int number = nextNumbers.merge(prefix, 1, Integer::sum) - 1;
        return prefix + number;
    }

    /** The name of an interface that was there before: as it is found, or, where somebody took it away meanwhile, the lowest that is free. */
    synchronized String interfaceAgain(String prefix, String found) {
        String name = found;
        for (int number = 0; name == null; number++) {
            name = seen.contains(prefix + number) ? null : prefix + number;
        }
        sawInterface(name);
        return name;
    }

    /** An interface of that name is there. */
    synchronized void sawInterface(String name) {
        seen.add(name);
        Matcher parts = NUMBERED.matcher(name);
        if (parts.matches()) {
            nextNumbers.merge(parts.group(1), Integer.parseInt(parts.group(2)) + 1, Math::max);
        }
    }

    void add(Attachment attachment) {
        attachments.put(attachment.network().record().id(), attachment);
    }

    void remove(Attachment attachment) {
        attachments.remove(attachment.network().record().id());
    }

    Optional<Attachment> on(LiveNetwork network) {
        return Optional.ofNullable(attachments.get(network.record().id()));
    }

    /** In the order of its interfaces. */
    List<Attachment> attachments() {
        synchronized (attachments) {
            return List.copyOf(attachments.values());
        }
    }

    /** The one that its default routes go over and its ports are published by. */
    Optional<Attachment> best() {
        return attachments().stream().filter(a -> a.spec().ipv4().isPresent() || a.spec().ipv6().isPresent()).min(Attachment.BY_GATEWAY);
    }

    /** All addresses without lengths. */
    List<String> addresses() {
        List<String> addresses = new ArrayList<>();
        attachments().forEach(a -> a.spec().addresses().forEach(x -> addresses.add(LiveNetwork.withoutLength(x))));
        return addresses;
    }

    boolean usesHostNetwork() {
        return Predefined.HOST.equals(subject.host().wiring().networkMode());
    }

    boolean resolvesNames() {
        return attachments().stream().anyMatch(a -> a.network().resolvesNames());
    }

    Map<String, EndpointView> endpoints() {
        Map<String, EndpointView> endpoints = new TreeMap<>();
        attachments().forEach(a -> endpoints.put(a.network().name(), a.view()));
        return endpoints;
    }

    NetworkView view() {
        List<PortMapping> published = attachments().stream().flatMap(a -> a.spec().ports().stream()).toList();
        boolean reachable = attachments().stream().anyMatch(a -> !a.network().record().internal() && !a.spec().addresses().isEmpty());
        Map<String, Optional<List<PortBinding>>> ports = reachable ? Ports.view(subject.config(), published) : Map.of();
        return new NetworkView(sandboxId, "/proc/" + pid + "/ns/net", ports, endpoints());
    }
}
