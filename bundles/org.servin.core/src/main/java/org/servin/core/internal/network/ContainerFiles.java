package org.servin.core.internal.network;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.servin.core.container.HostConfig;
import org.servin.core.system.EngineSettings;
import org.servin.linux.ErrnoException;
import org.servin.linux.fs.At;
import org.servin.spi.Owner;
import org.servin.spi.ServinException;

/**
 * Writes a container's {@code hosts}, {@code hostname} and {@code resolv.conf}. They are mounted in running containers, so they are rewritten in place; and written
 * anew at each start, so they need not survive a power cut.
 */
final class ContainerFiles {
    /** Where the embedded server answers, in every container on a network with names. */
    static final String RESOLVER = "127.0.0.11";
    private final EngineSettings settings;
    /** Containers' root may write to the files. */
    private final Owner owner;

    ContainerFiles(EngineSettings settings) {
        this.settings = settings;
        this.owner = settings.idMaps().root();
    }

    /**
     * Writes all three.
     *
     * @param links entries for linked containers
     * @param gateway the host's address that {@code host-gateway} means
     */
    void write(LiveContainer container, List<HostsFile.Entry> links, String gateway) {
        put(container, "hostname", text(container.subject().config().hostname()) + "\n");
        if (container.subject().config().networkDisabled()) {
            put(container, "hosts", "");
            put(container, "resolv.conf", "");
            return;
        }
        writeHosts(container, links, gateway);
        put(container, "resolv.conf", resolvConf(container).text());
    }

    void writeHosts(LiveContainer container, List<HostsFile.Entry> links, String gateway) {
        List<HostsFile.Entry> others = new ArrayList<>(extraHosts(container.subject().host(), gateway));
        others.addAll(links);
        var config = container.subject().config();
        put(container, "hosts", container.usesHostNetwork() && others.isEmpty() ? HostsFile.host()
                : HostsFile.own(others, container.addresses(), text(config.hostname()), text(config.domainname())));
    }

    /** Changes a running container's {@code hosts}, with what it may have added itself. */
    void editHosts(LiveContainer container, UnaryOperator<String> edit) {
        Path file = container.subject().folder().resolve("hosts");
        try {
            String before = Files.readString(file);
            String after = edit.apply(before);
            if (!after.equals(before)) {
                put(container, "hosts", after);
            }
        } catch (IOException e) {
            throw ServinException.internal("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    void writeResolvConf(LiveContainer container) {
        put(container, "resolv.conf", resolvConf(container).text());
    }

    private List<HostsFile.Entry> extraHosts(HostConfig host, String gateway) {
        List<HostsFile.Entry> entries = new ArrayList<>();
        for (String extra : list(host.wiring().extraHosts())) {
            int at = extra.indexOf(':');
            String address = extra.substring(at + 1);
            entries.add(new HostsFile.Entry(address.equals("host-gateway") ? settings.value("host-gateway-ip").orElse(gateway) : address, extra.substring(0, at)));
        }
        return entries;
    }

    private ResolvConf resolvConf(LiveContainer container) {
        HostConfig.Wiring wiring = container.subject().host().wiring();
        ResolvConf host = ResolvConf.host();
        List<String> servers = configuredServers(wiring);
        List<String> search = either(wiring.dnsSearch(), "dns-search");
        List<String> options = either(wiring.dnsOptions(), "dns-opts");
        boolean asked = !servers.isEmpty() || !search.isEmpty() || !options.isEmpty();
        ResolvConf outside = asked
                ? ResolvConf.of(servers.isEmpty() ? host.nameservers() : servers, search.isEmpty() ? host.search() : search, options.isEmpty() ? host.options() : options)
                : host;
        if (container.resolvesNames()) {
            return outside.embedded(RESOLVER);
        }
        boolean v6 = container.addresses().stream().anyMatch(a -> a.indexOf(':') >= 0);
        return container.usesHostNetwork() || !servers.isEmpty() ? outside : outside.reachable(v6);
    }

    /** Servers that were asked for, for this container or all. */
    List<String> configuredServers(HostConfig.Wiring wiring) {
        return either(wiring.dns(), "dns");
    }

    private List<String> either(List<String> own, String key) {
        return list(own).isEmpty() ? settings.values(key) : own;
    }

    private static List<String> list(List<String> value) {
        return value == null ? List.of() : value;
    }

    private static String text(String value) {
        return value == null ? "" : value;
    }

    private void put(LiveContainer container, String name, String content) {
        Path file = container.subject().folder().resolve(name);
        try {
            Files.write(file, content.getBytes(StandardCharsets.UTF_8));
            At.give(At.CWD, file.toString(), owner.uid(), owner.gid());
        } catch (IOException | ErrnoException e) {
            throw ServinException.internal("cannot write " + file + ": " + e.getMessage(), e);
        }
    }
}
