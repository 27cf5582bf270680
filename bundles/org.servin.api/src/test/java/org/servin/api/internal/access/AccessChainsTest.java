package org.servin.api.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.core.driver.Drivers;
import org.servin.core.event.Events;
import org.servin.core.system.EngineSettings;
import org.servin.core.system.HostFacts;

class AccessChainsTest {
    private final List<String> told = new ArrayList<>();

    private static <T> T answering(Class<T> type, Map<String, Object> answers) {
        return type.cast(Proxy.newProxyInstance(AccessChainsTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> answers.get(method.getName())));
    }

    private static AccessSettings settings(List<String> authentication, List<String> authorization, List<String> plugins) {
        return answering(AccessSettings.class, Map.of("authentication", authentication.toArray(String[]::new), "authorization", authorization.toArray(String[]::new),
                "authorization$_$plugins", plugins.toArray(String[]::new), "audit$_$log$_$required", false, "annotationType", Annotation.class));
    }

    private AccessChains chains(AccessSettings settings) {
        Events events = (Events) Proxy.newProxyInstance(AccessChainsTest.class.getClassLoader(), new Class<?>[] {Events.class},
                (proxy, method, arguments) -> told.add(arguments[0] + " " + arguments[1] + " " + arguments[2] + " " + new java.util.TreeMap<>((Map<?, ?>) arguments[3])));
        return new AccessChains(settings, answering(Drivers.class, Map.of()), events, answering(EngineSettings.class, Map.of("engineId", "e1")),
                answering(HostFacts.class, Map.of("hostname", "here")));
    }

    private static String asked(List<String> authorization, List<String> plugins) {
        return AccessChain.judges(authorization, plugins).toString();
    }

    @Test
    void pluginsThatAreSetAreAlwaysAsked() {
        assertEquals("[]", asked(List.of(), List.of()));
        assertEquals("[policy]", asked(List.of("policy"), List.of()));
        assertEquals("[plugins]", asked(List.of(), List.of("opa")));
        assertEquals("[policy, plugins]", asked(List.of("policy"), List.of("opa")));
        assertEquals("[plugins, policy]", asked(List.of("plugins", "policy"), List.of("opa")));
    }

    @Test
    void otherSettingsConcernTheNextRequest() {
        AccessChains chains = chains(settings(List.of("jwt", "tls"), List.of(), List.of()));
        AccessChain before = chains.now();
        chains.modified(settings(List.of("tls", "apikey"), List.of("policy"), List.of("opa")));
        assertEquals("[jwt, tls]", before.authentication().toString());
        assertEquals("[tls, apikey]", chains.now().authentication().toString());
        assertEquals("[policy, plugins]", chains.now().authorization().toString());
        assertEquals(List.of("daemon reload e1 {authentication=[tls, apikey], authorization=[policy], authorization-plugins=[opa], name=here}"), told);
    }

    @Test
    void whatWasGuardedStaysGuarded() {
        AccessChains chains = chains(settings(List.of("jwt"), List.of("policy"), List.of()));
        for (List<String> open : List.of(List.<String>of(), List.of("none"))) {
            chains.modified(settings(open, List.of(), List.of()));
            assertEquals("[jwt] [policy]", chains.now().authentication() + " " + chains.now().authorization());
        }
        assertTrue(told.isEmpty());
        chains.modified(settings(List.of("peer", "none"), List.of(), List.of())); // said, and warned about
        assertEquals("[peer, none]", chains.now().authentication().toString());
    }

    @Test
    void whatWasOpenCanBeGuarded() {
        AccessChains chains = chains(settings(List.of(), List.of(), List.of()));
        chains.modified(settings(List.of("peer"), List.of(), List.of()));
        assertTrue(chains.now().authentication().proves());
    }
}
