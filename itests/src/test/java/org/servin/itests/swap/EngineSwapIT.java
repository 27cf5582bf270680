package org.servin.itests.swap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.servin.itests.swap.Docker.docker;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Holdings;

/** The engine's own bundles are stopped, updated and started under running containers: none stops, no line of their logs is lost, none of their connections breaks. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class EngineSwapIT {
    private static final int LINES = 20_000;
    private static final int CONNECT_MILLIS = 10_000;
    @Inject
    private BundleContext context;
    private Bundles bundles;

    @Configuration
    public Option[] deployment() {
        return new Option[] {House.engine()};
    }

    @Before
    public void imageIsThere() {
        Docker.withImage();
        bundles = new Bundles(context);
    }

    @After
    public void nothingIsLeft() {
        Docker.awaitEngine();
        Docker.clear();
    }

    @Test
    public void core() throws Exception {
        swap("org.servin.core");
    }

    @Test
    public void image() throws Exception {
        swap("org.servin.image");
    }

    @Test
    public void store() throws Exception {
        swap("org.servin.store");
    }

    @Test
    public void api() throws Exception {
        swap("org.servin.api");
    }

    @Test
    public void http() throws Exception {
        swap("org.servin.http");
    }

    private void swap(String name) throws Exception {
        Bundle bundle = bundles.bundle(name);
        round(bundle); // from now on from the framework's copy
        Holdings before = Holdings.of(ProcessHandle.current().pid());
        WeakReference<ClassLoader> old = round(bundle);
        Await.until(() -> "no more is held than before: " + Holdings.of(ProcessHandle.current().pid()).moreThan(before),
                () -> Holdings.of(ProcessHandle.current().pid()).moreThan(before).isEmpty());
        Bundles.awaitUnloaded(name, old);
    }

    /** Stops, updates and starts the bundle while a container writes and another talks to a client. */
    private WeakReference<ClassLoader> round(Bundle bundle) throws Exception {
        docker("run", "-d", "--name", "writer", "busybox", "sh", "-c",
                "i=0; while [ $i -lt " + LINES + " ]; do i=$((i+1)); echo $i; [ $((i % 100)) = 0 ] && usleep 20000; done; sleep 300").exits(0);
        docker("run", "-d", "--name", "server", "-p", "127.0.0.1::7", "busybox", "nc", "-l", "-p", "7", "-e", "cat").exits(0);
        String pid = pid("writer");
        WeakReference<ClassLoader> old;
        try (Socket client = connect(docker("port", "server", "7").text())) {
            echo(client, "before");
            bundle.stop();
            echo(client, "meanwhile");
            old = bundles.update(bundle);
            bundle.start();
            Docker.awaitEngine();
            echo(client, "after");
        }
        assertEquals("true " + pid, docker("inspect", "-f", "{{.State.Running}} {{.State.Pid}}", "writer").text());
        Await.until(() -> "all is logged, not only up to " + lastLine(), () -> lastLine().equals(LINES + "\n"));
        assertEquals(IntStream.rangeClosed(1, LINES).mapToObj(Integer::toString).toList(), docker("logs", "writer").out().lines().toList());
        useAll();
        docker("rm", "-f", "writer", "server").exits(0);
        return old;
    }

    private static void useAll() {
        assertEquals("in", docker("exec", "writer", "echo", "in").text());
        docker("pause", "writer").exits(0);
        docker("unpause", "writer").exits(0);
        assertTrue(docker("stats", "--no-stream", "--format", "{{.Name}}", "writer").text().contains("writer"));
        docker("stop", "-t", "0", "writer").exits(0);
        assertEquals("137", docker("wait", "writer").text());
        docker("run", "--rm", "busybox", "true").exits(0);
    }

    private static String pid(String container) {
        return docker("inspect", "-f", "{{.State.Pid}}", container).text();
    }

    private static String lastLine() {
        return docker("logs", "--tail", "1", "writer").out();
    }

    /** Connects as soon as somebody listens. */
    private static Socket connect(String addressAndPort) throws IOException {
        int colon = addressAndPort.lastIndexOf(':');
        InetSocketAddress address = new InetSocketAddress(addressAndPort.substring(0, colon), Integer.parseInt(addressAndPort.substring(colon + 1)));
        Socket[] socket = new Socket[1];
        Await.until("somebody listens at " + address, () -> {
            try {
                socket[0] = new Socket();
                socket[0].connect(address, CONNECT_MILLIS);
                return true;
            } catch (IOException refused) {
                return false;
            }
        });
        socket[0].setSoTimeout(CONNECT_MILLIS);
        return socket[0];
    }

    private static void echo(Socket client, String word) throws IOException {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        client.getOutputStream().write(bytes);
        assertEquals(word, new String(client.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8));
    }
}
