package org.servin.api.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.servin.core.system.EngineSettings;

class EngineApiTest {
    private static List<String> judges(List<String> authorization, List<String> plugins) {
        Map<String, List<String>> values = Map.of("authorization", authorization, "authorization-plugins", plugins);
        return EngineApi.judges((EngineSettings) Proxy.newProxyInstance(EngineApiTest.class.getClassLoader(), new Class<?>[] {EngineSettings.class},
                (proxy, method, arguments) -> values.get((String) arguments[0])));
    }

    @Test
    void pluginsThatAreSetAreAlwaysAsked() {
        assertEquals(List.of(), judges(List.of(), List.of()));
        assertEquals(List.of("policy"), judges(List.of("policy"), List.of()));
        assertEquals(List.of("plugins"), judges(List.of(), List.of("opa")));
        assertEquals(List.of("policy", "plugins"), judges(List.of("policy"), List.of("opa")));
        assertEquals(List.of("plugins", "policy"), judges(List.of("plugins", "policy"), List.of("opa")));
    }
}
