package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.After;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Api;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Tokens;

/** Settings that are changed in {@code daemon.json} while the engine runs: who is asked about requests changes at the signal HUP, and nobody is cut off. */
public class ReloadIT {
    private static final String SECRET = "a secret of at least two hundred and fifty-six bits";
    private static final Path FOLDER = folder();
    private static final String KEYS = "\"jwt-issuer\": \"https://issuer.test\", \"jwt-audience\": [\"servin\"], \"jwt-secret-file\": \"" + FOLDER + "/secret\", \"policy-file\": \""
            + FOLDER + "/policy.json\", ";
    private static final String USUAL = KEYS + "\"authentication\": [\"jwt\", \"peer\"]";
    @ClassRule
    public static final Engine ENGINE = Engine.configured(USUAL, "--host", "http://127.0.0.1:2375");

    private static Path folder() {
        try {
            Path folder = Files.createTempDirectory("servin-reload");
            Files.writeString(folder.resolve("secret"), SECRET);
            Files.writeString(folder.resolve("policy.json"), "{\"bindings\": [{\"principals\": [\"*\"], \"roles\": [\"read-only\"]}]}");
            for (String file : List.of("secret", "policy.json")) {
                Files.setPosixFilePermissions(folder.resolve(file), PosixFilePermissions.fromString("rw-------"));
            }
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeClass
    public static void openWhatStaysOpen() {
        ENGINE.warmUp(() -> assertEquals("jwt", driver()));
    }

    @After
    public void asItWas() {
        ENGINE.reload(USUAL);
        Await.until("who was asked is asked again", () -> driver().equals("jwt") && ENGINE.docker("create", "--name", "back", "busybox", "true").exit() == 0);
        ENGINE.docker("rm", "back").exits(0);
    }

    @AfterClass
    public static void removeFolder() {
        Command.run("rm", "-rf", FOLDER.toString()).exits(0);
    }

    private static String bearer() {
        return "Authorization: Bearer " + new Tokens(SECRET, "https://issuer.test").of("ada");
    }

    /** Which driver says who root at the unix socket with a token is. */
    private static String driver() {
        try {
            return new ObjectMapper().readTree(ENGINE.curl("/v1.41/info", "-H", bearer(), "-H", "Servin-Dry-Run: 1").text()).at("/Principal/Driver").asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String chain(String... names) {
        return KEYS + "\"authentication\": [\"" + String.join("\", \"", names) + "\"]";
    }

    /** The same connections, whose every call is answered. */
    @Test
    public void otherDriversAreAskedInAnotherOrderWhileClientsGoOn() throws InterruptedException, ExecutionException {
        AtomicBoolean done = new AtomicBoolean();
        AtomicInteger calls = new AtomicInteger();
        List<CompletableFuture<Void>> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(CompletableFuture.runAsync(() -> call(done, calls)));
        }
        for (int round = 0; round < 5; round++) {
            ENGINE.reload(chain("peer", "jwt"));
            Await.until("peer is first", () -> driver().equals("peer"));
            ENGINE.reload(chain("apikey", "jwt"));
            Await.until("jwt is first that knows", () -> driver().equals("jwt"));
            int now = calls.get();
            Await.until("calls go on", () -> calls.get() > now + 10 || clients.stream().anyMatch(CompletableFuture::isDone));
        }
        done.set(true);
        for (CompletableFuture<Void> client : clients) {
            client.get();
        }
    }

    private static void call(AtomicBoolean done, AtomicInteger calls) {
        try (Api api = new Api(ENGINE.socket(), bearer() + "\r\n")) {
            while (!done.get()) {
                assertEquals(200, api.call("GET", "/containers/json", "").status());
                calls.incrementAndGet();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void aPolicyComesIntoForce() {
        ENGINE.docker("create", "--name", "before", "busybox", "true").exits(0);
        ENGINE.reload(USUAL + ", \"authorization\": [\"policy\"]");
        Await.until("the policy denies", () -> ENGINE.curl("/v1.41/containers/before", "-X", "DELETE", "-H", "Servin-Dry-Run: 1").text().contains("\"Allowed\":false"));
        String refused = ENGINE.docker("rm", "before").err();
        assertTrue(refused, refused.contains("no rule allows container.remove of container \"before\""));
        ENGINE.docker("ps").exits(0);
        ENGINE.reload(USUAL);
        Await.until("nobody denies", () -> ENGINE.docker("rm", "before").exit() == 0);
    }

    @Test
    public void thatItHappenedIsAnEvent() {
        String before = Long.toString(System.currentTimeMillis() / 1000);
        ENGINE.reload(chain("peer", "jwt"));
        Await.until("the event", () -> ENGINE.docker("events", "--since", before, "--until", "0s", "--filter", "type=daemon", "--filter", "event=reload").exits(0).out()
                .lines().anyMatch(event -> event.contains(" daemon reload ") && event.contains("authentication=[peer, jwt]")));
    }

    @Test
    public void whatWasGuardedIsNotOpened() {
        for (String open : List.of(KEYS.substring(0, KEYS.length() - 2), chain("none"))) {
            String said = ENGINE.reload(open);
            assertTrue(said, said.contains("servin: settings stay as they were: without authentication"));
            assertEquals("401", ENGINE.inNamespace("curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "http://127.0.0.1:2375/info").text());
            assertEquals("jwt", driver());
        }
    }

    @Test
    public void whatIsWrongChangesNothing() {
        String said = ENGINE.reload("\"authentication\": [");
        assertTrue(said, said.contains("servin: settings stay as they were: unable to read the configuration file"));
        assertEquals("jwt", driver());
    }

    @Test
    public void whatCannotChangeIsTold() {
        String said = ENGINE.reload(USUAL + ", \"init\": true, \"labels\": [\"a=b\"]");
        assertTrue(said, said.contains("servin: changed settings that count at the next start only: init, labels\n"));
    }
}
