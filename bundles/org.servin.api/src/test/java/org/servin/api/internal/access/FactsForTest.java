package org.servin.api.internal.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.core.system.HostFacts;
import org.servin.image.Images;

/** Shows tests of other packages what facts there are, and what they are made of. */
public final class FactsForTest {
    private FactsForTest() { }

    public static Map<String, Set<String>> attributes(Facts facts) {
        return facts.attributes();
    }

    public static JsonNode document(Facts facts) {
        return facts.document().orElseThrow();
    }

    /** A store without images. */
    public static Images noImages() {
        return (Images) Proxy.newProxyInstance(FactsForTest.class.getClassLoader(), new Class<?>[] {Images.class}, (p, m, a) -> Optional.empty());
    }

    /** A host with control groups of that version. */
    public static HostFacts cgroups(int version) {
        return (HostFacts) Proxy.newProxyInstance(FactsForTest.class.getClassLoader(), new Class<?>[] {HostFacts.class}, (p, m, a) -> version);
    }
}
