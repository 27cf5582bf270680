package org.servin.auth.policy.internal;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Target;

/** Requests as the engine makes them, one change after the other. Immutable. */
record Requests(Principal principal, String method, String action, Target target, Map<String, Set<String>> attributes, Map<String, Set<String>> document) {
    /** A request of alice's without anything. */
    static Requests of(String action) {
        return new Requests(new Principal("alice", Set.of(), "tls"), "POST", action, Target.NONE, Map.of(), Map.of());
    }

    /** A container that is like any other, with what the engine says of each. */
    static Requests container(String action) {
        return of(action).with("privileged", "false").with("unmasked", "false").with("image", "alpine").with("image.id", "sha256:1").with("image.registry", "docker.io")
                .with("image.repository", "docker.io/library/alpine").with("user", "").with("network", "default").on(new Target("container", "c0ffee", List.of("web"), Map.of()));
    }

    Requests by(String name, String... groups) {
        return new Requests(new Principal(name, Set.of(groups), principal.method()), method, action, target, attributes, document);
    }

    Requests proven(String how) {
        return new Requests(new Principal(principal.name(), principal.groups(), how), method, action, target, attributes, document);
    }

    Requests http(String name) {
        return new Requests(principal, name, action, target, attributes, document);
    }

    Requests on(Target thing) {
        return new Requests(principal, method, action, thing, attributes, document);
    }

    Requests with(String attribute, String... values) {
        Map<String, Set<String>> all = new HashMap<>(attributes);
        all.put(attribute, Set.of(values));
        return new Requests(principal, method, action, target, all, document);
    }

    Requests without(String attribute) {
        Map<String, Set<String>> all = new HashMap<>(attributes);
        all.remove(attribute);
        return new Requests(principal, method, action, target, all, document);
    }

    Requests containing(String pointer, String... values) {
        Map<String, Set<String>> all = new HashMap<>(document);
        all.put(pointer, Set.of(values));
        return new Requests(principal, method, action, target, attributes, all);
    }

    AccessRequest made() {
        return new AccessRequest(principal, new Caller("tls", "192.0.2.1", List.of(), Map.of()), method, "/v1.41/x", action, target, attributes, Optional.of(new Content(document)));
    }

    private record Content(Map<String, Set<String>> values) implements AccessRequest.Document {
        @Override
        public byte[] utf8() {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Set<String> at(String pointer) {
            return values.getOrDefault(pointer, Set.of());
        }
    }
}
