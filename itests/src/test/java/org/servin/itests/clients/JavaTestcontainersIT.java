package org.servin.itests.clients;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.AfterClass;
import org.junit.BeforeClass;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.output.OutputFrame;
import org.testcontainers.containers.startupcheck.OneShotStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.dockerclient.DockerClientProviderStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.MountableFile;

/** Testcontainers for Java, unmodified, as its users use it. */
public class JavaTestcontainersIT {
    private static final String IMAGE = "busybox:latest";
    private static final String HTTP = "mkdir /www && echo hi > /www/index.html && exec httpd -f -p 8080 -h /www";
    @ClassRule
    public static final Engine ENGINE = new Engine();
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    /** It reads where the engine is, and which image stands in for one of a registry out there, from a file in the user's home. */
    @BeforeClass
    public static void tellWhereTheEngineIs() throws IOException {
        assertEquals(System.getenv("TESTCONTAINERS_HOST_OVERRIDE"), ENGINE.reachable());
        Path home = Files.createDirectories(ENGINE.root().resolveSibling("home"));
        Files.writeString(home.resolve(".testcontainers.properties"), "docker.client.strategy=org.testcontainers.dockerclient.EnvironmentAndSystemPropertyClientProviderStrategy\n"
                + "tinyimage.container.image=" + IMAGE + "\ndocker.host=" + ENGINE.host() + "\n");
        System.setProperty("user.home", home.toString());
    }

    /** Its one client lives as long as the virtual machine, with a connection kept open; here it must go first, so that the engine can be seen to be idle. */
    @AfterClass
    @SuppressWarnings("deprecation") // what is recommended instead refuses to be closed
    public static void closeTheClient() throws ReflectiveOperationException, IOException {
        Field strategy = DockerClientFactory.class.getDeclaredField("strategy");
        strategy.setAccessible(true);
        ((DockerClientProviderStrategy) strategy.get(DockerClientFactory.instance())).getClient().close();
    }

    private static GenericContainer<?> container(String... command) {
        return new GenericContainer<>(IMAGE).withCommand(command);
    }

    private static String get(GenericContainer<?> server) throws IOException {
        URI address = URI.create("http://" + server.getHost() + ":" + server.getMappedPort(8080) + "/");
        try (InputStream in = address.toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    public void publishedPortAnswersWhenHttpSaysSo() throws IOException {
        try (GenericContainer<?> server = container("sh", "-c", HTTP).withExposedPorts(8080).waitingFor(Wait.forHttp("/").forStatusCode(200))) {
            server.start();
            assertEquals("hi\n", get(server));
            assertTrue(server.isRunning());
        }
    }

    private static String read(GenericContainer<?> server) {
        try (Socket s = new Socket(server.getHost(), server.getMappedPort(7000))) {
            return new String(s.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Test
    public void listeningPortIsWaitedFor() {
        try (GenericContainer<?> server = container("sh", "-c", "sleep 1; while true; do echo up | nc -l -p 7000; done").withExposedPorts(7000)) {
            server.start();
            Await.until("it answers", () -> read(server).equals("up\n"));
        }
    }

    @Test
    public void commandsRunInside() throws Exception {
        try (GenericContainer<?> c = container("sleep", "300").withEnv("GREETING", "hello").withWorkingDirectory("/tmp")) {
            c.start();
            ExecResult result = c.execInContainer("sh", "-c", "echo $GREETING $PWD; echo trouble >&2; exit 3");
            assertEquals(3, result.getExitCode());
            assertEquals("hello /tmp\n", result.getStdout());
            assertEquals("trouble\n", result.getStderr());
        }
    }

    @Test
    public void filesAreCopiedInAndOut() throws Exception {
        Path file = folder.newFile("host.txt").toPath();
        Files.writeString(file, "from the host");
        try (GenericContainer<?> c = container("sleep", "300").withCopyFileToContainer(MountableFile.forHostPath(file), "/early/host.txt")) {
            c.start();
            assertEquals("from the host", c.execInContainer("cat", "/early/host.txt").getStdout());
            c.copyFileToContainer(Transferable.of("bytes"), "/tmp/late.txt");
            assertEquals("bytes", c.execInContainer("cat", "/tmp/late.txt").getStdout());
            c.execInContainer("sh", "-c", "echo made inside > /tmp/made");
            assertEquals("made inside\n", c.copyFileFromContainer("/tmp/made", in -> new String(in.readAllBytes(), StandardCharsets.UTF_8)));
        }
    }

    @Test
    public void outputIsFollowed() {
        List<String> out = new CopyOnWriteArrayList<>();
        List<String> err = new CopyOnWriteArrayList<>();
        try (GenericContainer<?> c = container("sh", "-c", "for i in 1 2 3; do echo out $i; echo err $i >&2; sleep 0.1; done; sleep 300")
                .withLogConsumer(f -> (f.getType() == OutputFrame.OutputType.STDOUT ? out : err).add(f.getUtf8StringWithoutLineEnding()))
                .waitingFor(Wait.forLogMessage("out 3\\n", 1))) {
            c.start();
            Await.until("all lines were seen", () -> out.size() == 3 && err.size() == 3);
            assertEquals(List.of("out 1", "out 2", "out 3"), out);
            assertEquals(List.of("err 1", "err 2", "err 3"), err);
            assertTrue(c.getLogs(OutputFrame.OutputType.STDOUT).endsWith("out 3\n"));
        }
    }

    @Test
    public void aliasesAreFoundOnANetwork() throws Exception {
        try (Network network = Network.newNetwork();
                GenericContainer<?> server = container("sh", "-c", HTTP).withNetwork(network).withNetworkAliases("web", "www");
                GenericContainer<?> client = container("sleep", "300").withNetwork(network)) {
            server.start();
            client.start();
            for (String alias : new String[] {"web", "www"}) {
                Await.until(alias + " answers", () -> wget(client, alias).equals("hi\n"));
            }
        }
    }

    private static String wget(GenericContainer<?> client, String host) {
        try {
            return client.execInContainer("wget", "-qO-", "http://" + host + ":8080/").getStdout();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    public void foldersAreBound() throws Exception {
        Files.writeString(folder.newFile("given").toPath(), "given");
        try (GenericContainer<?> writing = container("sleep", "300").withFileSystemBind(folder.getRoot().toString(), "/data", BindMode.READ_WRITE);
                GenericContainer<?> reading = container("sleep", "300").withFileSystemBind(folder.getRoot().toString(), "/data", BindMode.READ_ONLY)) {
            writing.start();
            reading.start();
            assertEquals(0, writing.execInContainer("sh", "-c", "cat /data/given > /data/taken").getExitCode());
            assertEquals("given", Files.readString(folder.getRoot().toPath().resolve("taken")));
            assertNotEquals(0, reading.execInContainer("touch", "/data/x").getExitCode());
        }
    }

    @Test
    public void oneShotContainerRunsToItsEnd() {
        try (GenericContainer<?> c = container("sh", "-c", "echo done").withStartupCheckStrategy(new OneShotStartupCheckStrategy())) {
            c.start();
            assertEquals("done\n", c.getLogs());
            assertFalse(c.isRunning());
        }
    }

    @Test
    public void failedStartTellsWhyAndLeavesNothing() {
        try (GenericContainer<?> c = container("/nosuch")) {
            RuntimeException failure = org.junit.Assert.assertThrows(RuntimeException.class, c::start);
            StringBuilder causes = new StringBuilder();
            for (Throwable t = failure; t != null; t = t.getCause()) {
                causes.append(t.getMessage()).append('\n');
            }
            assertTrue(causes.toString(), causes.toString().contains("no such file or directory"));
        }
    }

    @Test
    public void stopRemovesTheContainer() {
        GenericContainer<?> c = container("sleep", "300");
        c.start();
        String id = c.getContainerId();
        c.stop();
        assertEquals(1, ENGINE.docker("inspect", id).exit());
        assertEquals(0, DockerClientFactory.lazyClient().listContainersCmd().withShowAll(true).withIdFilter(List.of(id)).exec().size());
    }
}
