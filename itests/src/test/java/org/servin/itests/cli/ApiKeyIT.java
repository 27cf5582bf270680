package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.DriverBundle;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Knocker;

/** Callers with a key that an administrator has made for them. */
public class ApiKeyIT {
    private static final String LISTENER = "127.0.0.1:2375";
    private static final String URL = "http://" + LISTENER + "/v1.41/containers/json";
    @ClassRule
    public static final Engine ENGINE = Engine.configured("\"authentication\": [\"peer\", \"apikey\"]", "--host", "tcp://" + LISTENER);
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @BeforeClass
    public static void openTheShell() {
        ENGINE.warmUp(() -> ENGINE.shell("servin:apikey-list").exits(0));
    }

    private static String create(String... words) {
        return ENGINE.shell("servin:apikey-create " + String.join(" ", words)).text();
    }

    private static String id(String key) {
        return key.split("_")[1];
    }

    private static Command ask(String key) {
        return ENGINE.inNamespace("curl", "-sS", "-i", "-H", "X-API-Key: " + key, URL);
    }

    private static void isAdmitted(String key) {
        Command answer = ask(key).exits(0);
        assertTrue(answer.out(), answer.out().startsWith("HTTP/1.1 200"));
    }

    private static void isRefused(String key, String why) {
        Command answer = ask(key).exits(0);
        assertTrue(answer.out(), answer.out().startsWith("HTTP/1.1 401") && answer.out().contains(why));
        assertTrue(answer.out(), answer.out().contains("WWW-Authenticate: ApiKey realm=\"servin\", header=\"X-API-Key\"\r\n"));
    }

    private static String listed(String key) {
        return ENGINE.shell("servin:apikey-list").text().lines().filter(line -> line.startsWith(id(key) + " ")).findFirst().orElse("");
    }

    @Test
    public void aKeyOpensTheDoorUntilItIsRevoked() throws IOException {
        String key = create("--name ci --group builders --group 'night shift' --expires 30d");
        assertTrue(key, key.matches("servin_[0-9a-z]{12}_[0-9A-Za-z]{49}"));
        assertTrue(listed(key), listed(key).matches("\\w+ +ci +builders,night shift +\\S+ +\\S+ +never +active"));
        isAdmitted(key);
        assertTrue(listed(key), listed(key).matches(".* 20[0-9-]{8} +active"));
        Path client = folder.newFolder().toPath();
        Files.writeString(client.resolve("config.json"), "{\"HttpHeaders\": {\"X-API-Key\": \"" + key + "\"}}");
        assertEquals("through", ENGINE.inNamespace("docker", "--config", client.toString(), "-H", "tcp://" + LISTENER, "run", "--rm", "busybox", "echo", "through").text());
        ENGINE.shell("servin:apikey-delete", id(key)).exits(1);
        ENGINE.shell("servin:apikey-revoke", id(key)).exits(0);
        isRefused(key, "it was revoked at");
        assertTrue(listed(key), listed(key).endsWith(" revoked"));
        ENGINE.shell("servin:apikey-delete", id(key)).exits(0);
        assertEquals("", listed(key));
        isRefused(key, "it is not known");
    }

    @Test
    public void withoutAKeyThatIsGoodItStaysShut() {
        Command answer = ENGINE.inNamespace("curl", "-sS", "-i", URL).exits(0);
        assertTrue(answer.out(), answer.out().startsWith("HTTP/1.1 401") && answer.out().contains("authentication is required"));
        String key = create("--name typist --expires never");
        isRefused(key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0"), "its checksum is wrong");
        isRefused("secret", "does not have the form");
        isAdmitted(key);
    }

    @Test
    public void aKeyExpires() {
        String key = create("--name guest --expires 3s");
        isAdmitted(key);
        Await.until("it expires", () -> ask(key).out().contains("it expired at"));
        assertTrue(listed(key), listed(key).endsWith(" expired"));
    }

    @Test
    public void keysSurviveTheEnginesDeath() throws IOException {
        String key = create("--name survivor --expires never");
        String revoked = create("--name goner --expires never");
        ENGINE.shell("servin:apikey-revoke", id(revoked)).exits(0);
        ENGINE.kill();
        Path file = ENGINE.root().resolve("auth/apikeys.json");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertFalse(Files.readString(file).contains(key.split("_")[2]));
        ENGINE.start();
        isAdmitted(key);
        isRefused(revoked, "it was revoked at");
        ENGINE.warmUp(() -> listed(key));
    }

    @Test
    public void whileTheDriverIsReplacedNobodyGetsInWithoutIt() {
        DriverBundle bundle = new DriverBundle(ENGINE, "org.servin.auth.apikey");
        List<String> good;
        List<String> none;
        try (Knocker owner = new Knocker(ENGINE, "-H", "X-API-Key: " + create("--name steady --expires 1h"), URL); Knocker stranger = new Knocker(ENGINE, URL)) {
            owner.await("200");
            stranger.await("401");
            bundle.stop();
            owner.await("503");
            stranger.await("503");
            bundle.update();
            bundle.start();
            owner.await("200");
            stranger.await("401");
            good = owner.answers();
            none = stranger.answers();
        }
        assertTrue(good.toString(), good.stream().allMatch(a -> a.startsWith("200 ") || a.startsWith("503 ") && a.contains("\\\"apikey\\\"")));
        assertTrue(none.toString(), none.stream().allMatch(a -> a.startsWith("401 ") || a.startsWith("503 ") && a.contains("\\\"apikey\\\"")));
    }
}
