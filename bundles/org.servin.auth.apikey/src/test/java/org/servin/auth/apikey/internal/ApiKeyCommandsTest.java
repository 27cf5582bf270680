package org.servin.auth.apikey.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.auth.Caller;

/** The commands, called by Gogo as an administrator calls them. */
class ApiKeyCommandsTest {
    @TempDir
    private Path folder;
    private final SettableClock clock = new SettableClock();
    private final CommandProcessorImpl gogo = new CommandProcessorImpl(new ThreadIOImpl());
    private ApiKeyAuthDriver driver;

    @BeforeEach
    void offer() {
        driver = new ApiKeyAuthDriver(folder.resolve("auth/apikeys.json"), clock);
        ApiKeyCommands commands = new ApiKeyCommands(driver, clock);
        for (String name : List.of("apikey", "apikey-create", "apikey-list", "apikey-revoke", "apikey-delete")) {
            gogo.addCommand("servin", commands, name);
        }
    }

    @AfterEach
    void stop() {
        gogo.stop();
    }

    private String run(String script) throws Exception {
        try (CommandSession session = gogo.createSession(InputStream.nullInputStream(), new ByteArrayOutputStream(), new ByteArrayOutputStream())) {
            return String.valueOf(session.execute(script));
        }
    }

    private void fails(String script, String reason) {
        String message = assertThrows(Exception.class, () -> run(script)).getMessage();
        assertTrue(message.contains(reason), message);
    }

    @Test
    void aKeyIsMadeAndWorks() throws Exception {
        String key = run("servin:apikey-create --name ci --group builders --group 'night shift' --expires 30d");
        assertTrue(KeyText.parse(key).orElseThrow().isWhole());
        assertEquals(Set.of("builders", "night shift"), driver.authenticate(new Caller("tcp", "", List.of(), Map.of("x-api-key", List.of(key)))).orElseThrow().groups());
        KeyRecord record = driver.list().get(0);
        assertEquals("ci", record.name());
        assertEquals(Optional.of(SettableClock.START.plus(Duration.ofDays(30))), record.expires());
    }

    @Test
    void allAreListed() throws Exception {
        assertEquals("ID   NAME   GROUPS   CREATED   EXPIRES   LAST USED   STATE", run("apikey-list"));
        String first = run("apikey-create --name ci --group b --group a --expires 1h").substring(7, 19);
        String second = run("apikey-create --expires never --name 42").substring(7, 19);
        run("apikey-revoke " + second);
        assertEquals("""
                ID             NAME   GROUPS   CREATED                EXPIRES                LAST USED   STATE
                %s   ci     a,b      2026-01-01T12:00:00Z   2026-01-01T13:00:00Z   never       active
                %s   42              2026-01-01T12:00:00Z   never                  never       revoked""".formatted(first, second), run("apikey-list"));
        clock.advance(Duration.ofHours(2));
        assertTrue(run("apikey-list").contains("expired"));
        assertEquals(second, run("apikey-delete " + second));
        assertEquals(1, driver.list().size());
    }

    @Test
    void wrongUseIsTold() throws Exception {
        for (String script : List.of("apikey-create", "apikey-create --name", "apikey-create --name ci", "apikey-create --expires 1d", "apikey-create --name a --name b --expires 1d",
                "apikey-create --name a --expires 1d --force yes", "apikey-create ci")) {
            fails(script, "usage: servin:apikey-create");
        }
        fails("apikey-create --name '' --expires 1d", "the name \"\" is not");
        fails("apikey-create --name a --expires soon", "the expiry soon is neither");
        fails("apikey-revoke", "usage: servin:apikey-revoke ID");
        fails("apikey-revoke a b", "usage: servin:apikey-revoke ID");
        fails("apikey-delete nobody", "no such API key: nobody");
        fails("apikey-list --all", "usage: servin:apikey-list");
        assertEquals(List.of(), driver.list());
        assertTrue(run("servin:apikey").startsWith("servin:apikey-create --name NAME"));
    }

    @Test
    void expiriesAreSpansAndDays() {
        Instant now = SettableClock.START;
        assertEquals(Optional.of(now.plusSeconds(90)), Expiry.parse("90s", now));
        assertEquals(Optional.of(now.plusSeconds(5400)), Expiry.parse("90m", now));
        assertEquals(Optional.of(now.plus(Duration.ofHours(12))), Expiry.parse("12h", now));
        assertEquals(Optional.of(Instant.parse("2027-01-31T00:00:00Z")), Expiry.parse("2027-01-31", now));
        assertEquals(Optional.empty(), Expiry.parse("never", now));
        for (String wrong : List.of("", "0d", "-1d", "1w", "30", "2026-01-01", "2027-02-30", "99999999d", "1.5h")) {
            assertThrows(RuntimeException.class, () -> Expiry.parse(wrong, now), wrong);
        }
    }
}
