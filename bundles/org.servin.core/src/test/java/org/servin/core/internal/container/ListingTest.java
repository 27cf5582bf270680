package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.ListQuery;
import org.servin.core.container.TopResult;
import org.servin.core.container.WaitCondition;
import org.servin.core.filter.Filters;
import org.servin.spi.ServinException;

class ListingTest {
    @TempDir
    Path folder;
    private Engine engine;

    @BeforeEach
    void begin() throws Exception {
        engine = Engine.in(folder);
        engine.create("created", "{\"Labels\":{\"a\":\"1\",\"b\":\"\"}}", "{}");
        String ended = engine.run("ended", "{}", "{}");
        engine.runtime.of(ended).end(3);
        engine.await(ended, WaitCondition.NOT_RUNNING);
        engine.run("running", "{\"Labels\":{\"a\":\"2\"}}", "{}");
    }

    private List<String> filtered(String key, String... values) {
        return engine.names(true, Map.of(key, List.of(values)));
    }

    @Test
    void showsRunningOrAllNewestFirst() {
        assertEquals(List.of("running"), engine.names(false, Map.of()));
        assertEquals(List.of("running", "ended", "created"), engine.names(true, Map.of()));
        assertEquals(2, engine.containers.list(new ListQuery(false, 2, false, Filters.none())).size());
    }

    @Test
    void filtersAsDockerd() {
        assertEquals(List.of("ended"), engine.names(false, Map.of("status", List.of("exited"))));
        assertEquals(List.of("ended"), filtered("exited", "3"));
        assertEquals(List.of(), filtered("exited", "0"));
        assertEquals(List.of("running", "ended"), filtered("name", "^run", "/ended$"));
        assertEquals(List.of("running", "created"), filtered("label", "a"));
        assertEquals(List.of("created"), filtered("label", "a=1", "b"));
        assertEquals(List.of("created"), filtered("before", "ended"));
        assertEquals(List.of("running"), filtered("since", "ended"));
        assertEquals(List.of("running"), filtered("expose", "79-81"));
        assertEquals(List.of(), filtered("expose", "80/udp"));
        assertEquals(List.of(), filtered("is-task", "true", "false"));
        assertEquals(List.of("running", "ended", "created"), filtered("isolation", "anything"));
        assertEquals(List.of("running", "ended", "created"), filtered("exited"));
        assertEquals(List.of(), filtered("id", engine.table.find("ended").id().substring(5)));
        assertEquals(List.of("ended"), filtered("id", engine.table.find("ended").id().substring(0, 12)));
        assertEquals(List.of("running", "ended", "created"), filtered("network", "n1"));
        assertEquals(List.of(), filtered("volume", "v"));
        assertEquals(List.of("ended"), filtered("id", engine.table.find("ended").id()));
        assertEquals(List.of("running", "ended", "created"), filtered("health", "none"));
    }

    @Test
    void refusesInDockerdsWords() {
        assertEquals("Invalid filter 'nope'", assertThrows(ServinException.class, () -> filtered("nope", "x")).getMessage());
        assertEquals("Invalid filter 'status=nope'", assertThrows(ServinException.class, () -> filtered("status", "nope")).getMessage());
        assertEquals("no such container nope", assertThrows(ServinException.class, () -> filtered("before", "nope")).getMessage());
    }

    @Test
    void prunesWhatDoesNotRun() {
        assertEquals(2, engine.containers.prune(Filters.none()).deleted().size());
        assertEquals(List.of("running"), engine.names(true, Map.of()));
    }

    @Test
    void topKeepsTheContainersRows() {
        String ps = "UID        PID  PPID  C STIME TTY          TIME CMD\nroot         1     0  0 06:00 ?        00:00:01 /sbin/init splash\n"
                + "root        42     1  0 06:01 ?        00:00:00 sleep 9 8\n";
        TopResult top = ProcessTable.parse(ps, Set.of(42));
        assertEquals(8, top.titles().size());
        assertEquals(List.of(List.of("root", "42", "1", "0", "06:01", "?", "00:00:00", "sleep 9 8")), top.processes());
        assertEquals("Couldn't find PID field in ps output", assertThrows(ServinException.class, () -> ProcessTable.parse("A B\n", Set.of())).getMessage());
    }
}
