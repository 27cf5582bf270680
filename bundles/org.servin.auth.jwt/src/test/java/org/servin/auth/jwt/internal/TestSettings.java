package org.servin.auth.jwt.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Settings as the components' runtime makes them. */
final class TestSettings {
    private TestSettings() { }

    /** The defaults, with others in the place of some, by the names of daemon.json. */
    static JwtSettings of(Map<String, Object> others) {
        return (JwtSettings) Proxy.newProxyInstance(JwtSettings.class.getClassLoader(), new Class<?>[] {JwtSettings.class},
                (proxy, method, args) -> others.getOrDefault(method.getName().replace("$_$", "-"), method.getDefaultValue()));
    }
}
