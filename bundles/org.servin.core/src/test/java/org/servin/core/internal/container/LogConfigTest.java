package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.core.container.LogConfig;
import org.servin.core.container.Status;
import org.servin.core.container.UpdateRequest;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Which logs a container has: as it was created, and as it was changed. */
class LogConfigTest {
    @TempDir
    Path folder;
    private Engine engine;

    @BeforeEach
    void begin() {
        engine = Engine.in(folder);
    }

    private void update(String id, LogConfig log) {
        engine.containers.update(id, new UpdateRequest(null, null, null, log));
    }

    private LogConfig log(String id) {
        return engine.containers.inspect(id, false).host().general().logConfig();
    }

    @Test
    void aChangeIsCheckedKeptAndToldToTheRun() {
        String id = engine.run("one", "{}", "{}");
        assertEquals(new LogConfig("json-file", Map.of()), log(id));
        update(id, null);
        assertEquals(List.of(), engine.output.changes);
        LogConfig other = new LogConfig("json-file,syslog", Map.of("syslog.tag", "x"));
        update(id, other);
        assertEquals(List.of("json-file,syslog {syslog.tag=x}"), engine.output.changes);
        assertEquals(other, log(id));
        assertEquals(other, engine.restarted().containers.inspect(id, false).host().general().logConfig());
    }

    @Test
    void aChangeThatIsRefusedChangesNothing() {
        String id = engine.run("one", "{}", "{}");
        engine.output.refused = Optional.of("unknown log opt 'x' for json-file log driver");
        ServinException e = assertThrows(ServinException.class, () -> update(id, new LogConfig("json-file", Map.of("x", "1"))));
        assertEquals("unknown log opt 'x' for json-file log driver", e.getMessage());
        assertEquals(ErrorKind.INVALID_ARGUMENT, e.kind());
        assertEquals(List.of(), engine.output.changes);
        assertEquals(new LogConfig("json-file", Map.of()), log(id));
    }

    @Test
    void defaultsGoForTheDefaultDriverAndThoseOfTheLocalCopyForAll() {
        engine.settings.values().put("log-driver", "syslog");
        engine.settings.maps().put("log-opts", Map.of("tag", "t", "cache-max-size", "1m"));
        assertEquals(new LogConfig("syslog", Map.of("tag", "t", "cache-max-size", "1m")), log(engine.create("one", "{}", "{}")));
        assertEquals(new LogConfig("gelf", Map.of("cache-max-size", "2m")),
                log(engine.create("two", "{}", "{\"LogConfig\":{\"Type\":\"gelf\",\"Config\":{\"cache-max-size\":\"2m\"}}}")));
        assertEquals(new LogConfig("gelf", Map.of("cache-max-size", "1m")), log(engine.create("three", "{}", "{\"LogConfig\":{\"Type\":\"gelf\"}}")));
    }

    @Test
    void aDestinationThatIsRequiredAndDownStopsTheStart() {
        String id = engine.create("one", "{}", "{}");
        engine.output.unreachable = Optional.of("failed to initialize logging driver: connection refused");
        ServinException e = assertThrows(ServinException.class, () -> engine.containers.start(id));
        assertEquals("failed to initialize logging driver: connection refused", e.getMessage());
        assertEquals(ErrorKind.INTERNAL, e.kind());
        assertEquals(Status.CREATED, engine.status(id));
        assertEquals(128, engine.containers.inspect(id, false).state().exitCode());
        assertEquals(e.getMessage(), engine.containers.inspect(id, false).state().error());
        assertEquals(List.of(), List.copyOf(engine.networking.held));
        assertEquals(List.of(), List.copyOf(engine.mounts.mounted));
        engine.output.unreachable = Optional.empty();
        engine.containers.start(id);
        assertEquals(Status.RUNNING, engine.status(id));
    }
}
