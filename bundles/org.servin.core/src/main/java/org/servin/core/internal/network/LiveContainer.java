package org.servin.core.internal.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.servin.core.container.EndpointView;
import org.servin.core.container.NetworkView;
import org.servin.core.container.PortBinding;
import org.servin.spi.network.PortMapping;

/** A container from the choice of its addresses to its end. Its monitor guards what happens to its networks; its views may be read by anybody. */
final class LiveContainer {
    private final Map<String, Attachment> attachments = Collections.synchronizedMap(new LinkedHashMap<>());
    private final String sandboxId;
    private volatile ContainerNetworking.Subject subject;
    private volatile int pid;

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
        return attachments().stream().filter(a -> a.spec().ipv4().isPresent() || a.spec().ipv6().isPresent()).reduce((a, b) -> b.isBetterGateway(a) ? b : a);
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
        boolean addressed = !addresses().isEmpty();
        Map<String, Optional<List<PortBinding>>> ports = addressed ? Ports.view(subject.config(), published) : Map.of();
        return new NetworkView(sandboxId, "/proc/" + pid + "/ns/net", ports, endpoints());
    }
}
