package org.servin.auth.policy.internal;

import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.servin.auth.policy.internal.Attribute.Presence;
import org.servin.spi.auth.AccessRequest;

/** The actions and attributes that the engine knows: documentation of authorization lists them. */
final class Vocabulary {
    private static final String QUERY = "query.";
    private static final String LABEL = "label.";
    /** The engine says this of a container whenever it says anything. */
    private static final String MARK = "privileged";
    /** Parameters of queries that are names, numbers and switches. Others may be secrets: build arguments, environment in changes, addresses with passwords. */
    private static final Set<String> OPEN_PARAMETERS = Set.of("all", "detachKeys", "driver", "follow", "force", "forcerm", "fromImage", "h", "link", "logs", "name", "names", "noprune",
            "path", "platform", "ps_args", "pull", "q", "repo", "rm", "signal", "since", "size", "stderr", "stdin", "stdout", "stream", "t", "tag", "tail", "target", "term",
            "timestamps", "type", "until", "v", "w");

    private static final Map<String, Attribute> FACTS = facts();
    private static final Set<String> OF_IMAGES = Set.of("image.registry", "image.repository");
    private static final Set<String> OF_VOLUMES = Set.of("volume", "volume.driver", "volume.option", "mount.source", LABEL);
    private static final Set<String> OF_NETWORKS = Set.of("network", "network.driver", "network.option", LABEL);
    private static final Set<String> OF_CONTAINERS = ofContainers();
    /** Known once there is one. */
    private static final Set<String> OF_MADE_CONTAINERS = with("image.id", OF_CONTAINERS);
    private static final Map<String, Action> ACTIONS = actions();

    private Vocabulary() { }

    /**
     * What can be done.
     *
     * @param name its name
     * @param targets of what kinds the thing may be that it is about; none if it is about no single thing
     * @param facts what the engine says of its content
     */
    record Action(String name, Set<String> targets, Set<String> facts) {
        boolean tells(Attribute attribute) {
            String name = attribute.name();
            return attribute.isPointer() || name.startsWith(QUERY) || facts.contains(name.startsWith(LABEL) ? LABEL : name);
        }
    }

    static Collection<Action> allActions() {
        return ACTIONS.values();
    }

    static Optional<Action> action(String name) {
        return Optional.ofNullable(ACTIONS.get(name));
    }

    /** The attribute of a name. IllegalArgumentException if there can be none. */
    static Attribute attribute(String name) {
        if (name.startsWith("/")) {
            return new Attribute(pointer(name), Presence.OPTIONAL, Values.TEXT, false);
        }
        if (name.startsWith(QUERY) && name.length() > QUERY.length()) {
            return new Attribute(name, Presence.OPTIONAL, Values.TEXT, OPEN_PARAMETERS.contains(name.substring(QUERY.length())));
        }
        if (name.startsWith(LABEL) && name.length() > LABEL.length()) {
            return new Attribute(name, Presence.OPTIONAL, Values.TEXT, false);
        }
        Attribute fact = FACTS.get(name);
        if (fact == null) {
            throw new IllegalArgumentException("is no attribute; there are " + String.join(", ", FACTS.keySet()) + ", query.NAME, label.NAME and JSON pointers");
        }
        return fact;
    }

    /** RFC 6901: a tilde is followed by 0 or 1. */
    private static String pointer(String text) {
        if (!text.matches("(?s)(?:[^~]|~[01])*")) {
            throw new IllegalArgumentException("is no JSON pointer");
        }
        return text;
    }

    /** Whether a request that has no value of an attribute thereby says that there is none. */
    static boolean tells(AccessRequest request, Attribute attribute) {
        Action action = ACTIONS.get(request.action());
        if (attribute.isPointer() || attribute.name().startsWith(QUERY)) {
            return true;
        }
        return action != null && action.tells(attribute) && (!action.facts().contains(MARK) || !request.attribute(MARK).isEmpty());
    }

    private static Map<String, Attribute> facts() {
        Map<String, Attribute> all = new TreeMap<>();
        fact(all, "privileged", Presence.ALWAYS, Values.FLAG);
        fact(all, "unmasked", Presence.ALWAYS, Values.FLAG);
        fact(all, "image", Presence.ALWAYS, Values.TEXT);
        fact(all, "image.registry", Presence.ALWAYS, Values.REGISTRY);
        fact(all, "image.repository", Presence.ALWAYS, Values.TEXT);
        fact(all, "image.id", Presence.ALWAYS, Values.TEXT);
        fact(all, "user", Presence.ALWAYS, Values.TEXT);
        fact(all, "mount.source", Presence.ANY_NUMBER, Values.PATH);
        fact(all, "namespace.host", Presence.ANY_NUMBER, Values.NAMESPACE);
        fact(all, "namespace.container", Presence.ANY_NUMBER, Values.NAMESPACE);
        fact(all, "container", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "capability.add", Presence.ANY_NUMBER, Values.CAPABILITY);
        fact(all, "device", Presence.ANY_NUMBER, Values.PATH);
        fact(all, "device.rule", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "device.driver", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "security.option", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "sysctl", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "volume", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "volume.driver", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "volume.option", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "network", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "network.driver", Presence.ALWAYS, Values.TEXT);
        fact(all, "network.option", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "port.host", Presence.ANY_NUMBER, Values.TEXT);
        fact(all, "registry", Presence.OPTIONAL, Values.TEXT);
        fact(all, "runtime", Presence.OPTIONAL, Values.TEXT);
        fact(all, "cgroup.parent", Presence.OPTIONAL, Values.TEXT);
        fact(all, "log.driver", Presence.OPTIONAL, Values.TEXT);
        return Collections.unmodifiableMap(all);
    }

    private static Set<String> ofContainers() {
        Set<String> all = new HashSet<>(FACTS.keySet());
        all.removeAll(Set.of("volume.option", "network.driver", "network.option", "image.id", "registry"));
        return with(LABEL, all);
    }

    private static Set<String> with(String one, Set<String> others) {
        Set<String> all = new HashSet<>(others);
        all.add(one);
        return Set.copyOf(all);
    }

    private static void fact(Map<String, Attribute> all, String name, Presence presence, Values values) {
        all.put(name, new Attribute(name, presence, values, true));
    }

    private static Map<String, Action> actions() {
        Map<String, Action> all = new LinkedHashMap<>();
        add(all, Set.of(), Set.of(), "system.ping", "system.version", "system.info", "system.df", "system.events");
        add(all, Set.of(), Set.of("registry"), "system.login");
        add(all, Set.of(), Set.of(), "container.list", "container.prune");
        add(all, Set.of("container"), OF_CONTAINERS, "container.create");
        add(all, Set.of("container"), OF_MADE_CONTAINERS, "container.start", "container.restart", "container.update", "container.attach", "container.read", "container.write",
                "exec.create", "exec.start");
        add(all, Set.of("container"), Set.of(), "container.inspect", "container.stop", "container.kill", "container.pause", "container.unpause", "container.rename",
                "container.remove", "container.changes", "container.top", "container.resize", "container.logs", "container.wait", "container.stats", "exec.inspect", "exec.resize");
        add(all, Set.of(), Set.of(), "image.list", "image.prune", "image.search", "image.load", "image.build");
        add(all, Set.of(), OF_IMAGES, "image.import");
        add(all, Set.of(), with("container", OF_IMAGES), "image.commit");
        add(all, Set.of("image"), OF_IMAGES, "image.pull", "image.inspect", "image.history", "image.tag", "image.remove", "image.save", "image.push", "image.distribution");
        add(all, Set.of("network"), OF_NETWORKS, "network.create");
        add(all, Set.of("network"), Set.of("container"), "network.connect", "network.disconnect");
        add(all, Set.of("network"), Set.of(), "network.inspect", "network.remove");
        add(all, Set.of("volume"), OF_VOLUMES, "volume.create");
        add(all, Set.of("volume"), Set.of(), "volume.inspect", "volume.remove");
        add(all, Set.of("plugin"), Set.of(), "plugin.inspect", "plugin.change", "plugin.remove");
        add(all, Set.of(), Set.of(), "network.list", "network.prune", "volume.list", "volume.prune", "plugin.list", "plugin.install", "swarm.read", "swarm.change");
        return Collections.unmodifiableMap(all);
    }

    private static void add(Map<String, Action> all, Set<String> targets, Set<String> facts, String... names) {
        Stream.of(names).forEach(name -> all.put(name, new Action(name, targets, facts)));
    }
}
