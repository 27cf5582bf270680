package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.AfterClass;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;

/** The docker command over TCP: with certificates on both sides, and in the open for those who insist. */
public class RemoteIT {
    private static final String MAKE = """
            set -eu
            authority() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1-key.pem -out $1.pem -subj /CN=$1 -days 2; }
            sign() {
                openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $2-key.pem -out $2.csr -subj /CN=$2
                echo "$3" > $2.ext
                openssl x509 -req -in $2.csr -CA $1.pem -CAkey $1-key.pem -CAcreateserial -days ${4:-2} -extfile $2.ext -out $2.pem
            }
            authority ours; authority theirs
            sign ours server subjectAltName=IP:127.0.0.1
            sign ours client extendedKeyUsage=clientAuth
            sign ours expired extendedKeyUsage=clientAuth -1
            sign ours servant extendedKeyUsage=serverAuth
            sign theirs stranger extendedKeyUsage=clientAuth
            """;
    private static final String TLS = "tcp://127.0.0.1:2376";
    private static final String OPEN = "tcp://127.0.0.1:2375";
    private static final Path KEYS = keys();
    @ClassRule
    public static final Engine SECURE = Engine.configured("\"tlsverify\": true, \"tlscacert\": \"%1$s/ours.pem\", \"tlscert\": \"%1$s/server.pem\", \"tlskey\": \"%1$s/server-key.pem\""
            .formatted(KEYS), "--host", TLS);
    @ClassRule
    public static final Engine INSISTENT = Engine.configured("\"allow-unauthenticated-tcp\": true", "--host", OPEN);

    private static Path keys() {
        try {
            Path folder = Files.createTempDirectory("servin-keys");
            Command.run("sh", "-c", "cd " + folder + "\n" + MAKE).exits(0);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterClass
    public static void removeKeys() {
        Command.run("rm", "-rf", KEYS.toString()).exits(0);
    }

    private static Command secure(String authority, String client, String... args) {
        List<String> line = new ArrayList<>(List.of("docker", "-H", TLS, "--tlsverify", "--tlscacert", KEYS + "/" + authority + ".pem"));
        if (!client.isEmpty()) {
            line.addAll(List.of("--tlscert", KEYS + "/" + client + ".pem", "--tlskey", KEYS + "/" + client + "-key.pem"));
        }
        line.addAll(List.of(args));
        return SECURE.inNamespace(line.toArray(String[]::new));
    }

    @Test
    public void certificateOpensTheDoor() {
        assertEquals("through", secure("ours", "client", "run", "--rm", "busybox", "echo", "through").text());
        assertEquals("interactive", secure("ours", "client", "run", "--rm", "-i", "busybox", "sh", "-c", "cat; echo interactive").text());
    }

    @Test
    public void noCertificateAndOnesThatDoNotHoldAreRefused() {
        for (String client : new String[] {"", "stranger", "expired", "servant"}) {
            Command refused = secure("ours", client, "version");
            assertNotEquals(client, 0, refused.exit());
            assertTrue(refused.err(), refused.err().contains("tls:") || refused.err().contains("TLS"));
        }
    }

    @Test
    public void clientRefusesAStrangersEngine() {
        Command refused = secure("theirs", "client", "version");
        assertNotEquals(0, refused.exit());
        assertTrue(refused.err(), refused.err().contains("certificate signed by unknown authority"));
    }

    @Test
    public void plainTextGetsNoAnswer() {
        assertNotEquals(0, SECURE.inNamespace("curl", "-sf", "http://127.0.0.1:2376/_ping").exit());
    }

    @Test
    public void openTcpWorksWithAWarning() {
        assertEquals("through", INSISTENT.inNamespace("docker", "-H", OPEN, "run", "--rm", "busybox", "echo", "through").text());
        assertTrue(INSISTENT.logText(), INSISTENT.logText().contains("listening on " + OPEN + " without authentication"));
    }

    @Test
    public void openTcpNeedsConsent() {
        Command refused = INSISTENT.inNamespace(Engine.distribution().resolve("bin/servin").toString(), "--root", KEYS + "/root", "--run", KEYS + "/run", "--host", "tcp://127.0.0.1:2377");
        assertEquals(1, refused.exit());
        assertTrue(refused.err(), refused.err().contains("tcp://127.0.0.1:2377") && refused.err().contains("allow-unauthenticated-tcp"));
    }
}
