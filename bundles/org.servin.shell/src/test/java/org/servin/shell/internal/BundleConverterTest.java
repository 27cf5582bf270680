package org.servin.shell.internal;

import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.lang.reflect.Proxy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class BundleConverterTest {
    private final Map<Long, Bundle> bundles = Map.of(0L, of(Bundle.class, Map.of()), 7L, of(Bundle.class, Map.of()));
    private final BundleConverter numbers = new BundleConverter(of(BundleContext.class, bundles));

    /** Answers each call by what its argument stands for. */
    private static <T> T of(Class<T> type, Map<?, ?> answers) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) ->
                method.getName().equals("getBundles") ? answers.values().toArray(new Bundle[0]) : args == null ? null : answers.get(args[0])));
    }

    @Test
    void aBundleIsSaidByItsNumber() {
        assertSame(bundles.get(7L), numbers.convert(Bundle.class, "7"));
        assertSame(bundles.get(0L), numbers.convert(Bundle.class, new StringBuilder("0")));
    }

    @Test
    void whatIsNoNumberOfABundleIsNone() {
        assertNull(numbers.convert(Bundle.class, "10"));
        assertNull(numbers.convert(Bundle.class, "99999999999999999999"));
        assertNull(numbers.convert(Bundle.class, "-7"));
        assertNull(numbers.convert(Bundle.class, "org.example.driver"));
        assertNull(numbers.convert(String.class, "7"));
    }
}
