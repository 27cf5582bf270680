package org.servin.api.internal.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.servin.http.HttpExchange;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Target;

class DryRunTest {
    /** Of a request with something of its own, about a thing of which more is known. */
    private static Map<String, Object> report(Consumer<Access> about) {
        HttpExchange exchange = (HttpExchange) Proxy.newProxyInstance(DryRunTest.class.getClassLoader(), new Class<?>[] {HttpExchange.class},
                (proxy, method, args) -> method.getName().equals("header") ? Optional.of("1") : "POST");
        Access access = new Access(new Authorization(null, List.of()), new AuditTrail(), new Identity(new Principal("eve", Set.of(), "peer"), "peer"),
                new Caller("unix", "", List.of(), Map.of()), exchange);
        about.accept(access);
        Facts known = new Facts().add("mount.source", "/srv/secret");
        return assertThrows(DryRun.class, () -> access.permit("/containers/db/start", new Facts().add("query.x", "1"), known)).report();
    }

    @Test
    void nothingOfWhatIsThereIsTold() {
        Map<String, Object> report = report(a -> a.about("container.start", new Target("container", "c0ffee", List.of("db"), Map.of("owner", "ada"))));
        assertEquals(Map.of("Kind", "container", "Names", List.of()), report.get("Target"));
        assertEquals(Map.of("query.x", Set.of("1")), report.get("Attributes"));
    }

    @Test
    void norWhetherItIsThere() {
        assertEquals(report(a -> a.about("container.start", new Target("container", "c0ffee", List.of("db"), Map.of()))),
                report(a -> a.about("container.start", new Target("container", "", List.of("db"), Map.of()))));
    }

    @Test
    void whatIsToBeMadeIsCalledAsTheRequestCallsIt() {
        Map<String, Object> report = report(a -> {
            a.about("container.create", Target.NONE);
            a.wants("container", "db");
        });
        assertEquals(Map.of("Kind", "container", "Names", List.of("db")), report.get("Target"));
    }
}
