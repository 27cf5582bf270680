package org.servin.itests.swap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.servin.itests.swap.Docker.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
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
import org.osgi.framework.BundleException;
import org.servin.itests.harness.Await;

/** Log drivers are stopped, started, replaced and given other options a hundred times under containers that write 50,000 lines a second: each line is in the log once, in order. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LogSwapIT {
    private static final int ROUNDS = 100;
    private static final int CHUNK = 5000;
    /** So many lines ten times a second, until it is told to end. */
    private static final String WRITER = "i=0; while [ ! -e /end ]; do seq $((i + 1)) $((i + " + CHUNK + ")); i=$((i + " + CHUNK + ")); usleep 95000; done";
    @Inject
    private BundleContext context;

    @Configuration
    public Option[] deployment() {
        return new Option[] {House.engine()};
    }

    @Before
    public void imageIsThere() {
        Docker.withImage();
    }

    @After
    public void nothingIsLeft() {
        Docker.clear();
    }

    @Test(timeout = 300_000)
    public void jsonFileIsSwapped() throws Exception {
        nothingIsLostOrDoubled("json-file", "org.servin.log.jsonfile");
    }

    @Test(timeout = 300_000)
    public void localIsSwapped() throws Exception {
        nothingIsLostOrDoubled("local", "org.servin.log.local");
    }

    private void nothingIsLostOrDoubled(String driver, String bundleName) throws Exception {
        docker("run", "-d", "--name", "writer", "--log-driver", driver, "--log-opt", "max-size=1g", "busybox", "sh", "-c", WRITER).exits(0);
        Process follower = Docker.start("logs", "-f", "writer");
        List<String> followed = new ArrayList<>();
        Thread reading = new Thread(() -> follower.inputReader().lines().forEach(followed::add));
        reading.start();
        Bundle bundle = new Bundles(context).bundle(bundleName);
        for (int round = 0; round < ROUNDS; round++) {
            swap(bundle, driver, round);
            String before = docker("logs", "--tail", "1", "writer").text();
            Await.until("lines are logged after " + before, () -> !docker("logs", "--tail", "1", "writer").text().equals(before));
        }
        docker("exec", "writer", "touch", "/end"); // the container may end before this does, and take it along
        docker("wait", "writer").exits(0);
        List<String> lines = docker("logs", "writer").out().lines().toList();
        assertTrue("the writer wrote while the driver was swapped: " + lines.size(), lines.size() > ROUNDS * CHUNK / 10);
        List<String> all = IntStream.rangeClosed(1, lines.size()).mapToObj(Integer::toString).toList();
        assertEquals(0, lines.size() % CHUNK);
        assertEquals(all, lines);
        reading.join();
        assertEquals(all, followed);
    }

    private void swap(Bundle bundle, String driver, int round) throws BundleException, IOException, InterruptedException {
        switch (round % 4) {
            case 0 -> {
                bundle.stop();
                bundle.start();
            }
            case 1 -> {
                try (InputStream newer = Files.newInputStream(Bundles.jar(bundle))) {
                    bundle.update(newer);
                }
            }
            case 2 -> new Bundles(context).update(bundle);
            default -> {
                String config = "{\"LogConfig\": {\"Type\": \"" + driver + "\", \"Config\": {\"max-size\": \"" + (round + 1) + "g\"}}}";
                assertEquals("200", Docker.status("POST", "/containers/writer/update", "-H", "Content-Type: application/json", "-d", config));
            }
        }
    }
}
