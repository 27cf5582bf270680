package org.servin.itests.swap;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;
import static org.servin.itests.swap.Destinations.CONTAINER;
import static org.servin.itests.swap.Docker.docker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.inject.Inject;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.Timeout;
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
import org.servin.itests.harness.Limit;

/**
 * Log drivers are stopped, started, replaced and given other options again and again under containers that write 50,000 lines a second: each line is at the destination once, in
 * order, and so it is for whoever follows. The destinations are there all the time, so that nothing is an excuse. What one of them does not take at that rate waits in the spool, which
 * holds the containers up only when it is full.
 *
 * <p>How many rounds is the property {@code servin.itests.swaps}, which Maven's profile {@code long} sets to a hundred.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class LogSwapIT {
    private static final int ROUNDS = Integer.getInteger("servin.itests.swaps", 24);
    private static final int CHUNK = 5000;
    private static final int LINES_A_ROUND = 500;
    /** So many lines ten times a second (the pause is a little shorter, for what writing takes), until it is told to end; then it tells how many there are. */
    private static final String WRITER = "i=0; while [ ! -e /end ]; do seq $((i + 1)) $((i + " + CHUNK + ")); i=$((i + " + CHUNK + ")); usleep 80000; done; echo $i >/end";
    @Rule
    public final Timeout limit = Limit.ofSeconds(60 + 8L * ROUNDS);
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

    @Test
    public void jsonFileIsSwapped() throws Exception {
        nothingIsLostOrDoubled(Destinations.file("json-file"));
    }

    @Test
    public void localIsSwapped() throws Exception {
        nothingIsLostOrDoubled(Destinations.file("local"));
    }

    @Test
    public void syslogIsSwapped() throws Exception {
        nothingIsLostOrDoubled(Destinations.syslog());
    }

    @Test
    public void gelfIsSwapped() throws Exception {
        nothingIsLostOrDoubled(Destinations.gelf());
    }

    @Test
    public void fluentdIsSwapped() throws Exception {
        nothingIsLostOrDoubled(Destinations.fluentd());
    }

    @Test
    public void journaldIsSwapped() throws Exception {
        nothingIsLostOrDoubled(Destinations.journald());
    }

    @Test
    public void splunkIsSwapped() throws Exception {
        nothingIsLostOrDoubled(Destinations.splunk());
    }

    @Test
    public void awslogsIsSwapped() throws Exception {
        nothingIsLostOrDoubled(Destinations.awslogs());
    }

    private void nothingIsLostOrDoubled(Destination made) throws Exception {
        try (Destination destination = made) {
            Bundle bundle = new Bundles(context).bundle("org.servin.log." + destination.driver().replace("-", ""));
            bundle.stop();
            bundle.start(); // it sees now what the destination needs of this machine
            long begun = System.nanoTime();
            start(destination);
            List<String> followed = new ArrayList<>();
            Process follower = Docker.start("logs", "-f", CONTAINER);
            Thread reading = new Thread(() -> follower.inputReader().lines().forEach(followed::add));
            reading.start();
            for (int round = 0; round < ROUNDS; round++) {
                swap(bundle, destination, round);
                long before = taken(destination);
                Await.until("round " + round + ": the driver takes more than " + before, () -> taken(destination) > before);
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            docker("exec", CONTAINER, "touch", "/end"); // the container may end before this does, and take it along
            docker("wait", CONTAINER).exits(0);
            int last = Integer.parseInt(docker("cp", CONTAINER + ":/end", "-").exits(0).out().substring(512).lines().findFirst().orElseThrow());
            assertTrue("the writer wrote while the driver was swapped: " + last, last > ROUNDS * LINES_A_ROUND);
            List<String> arrived = arrived(destination, last);
            List<String> all = IntStream.rangeClosed(1, last).mapToObj(Integer::toString).toList();
            mustEqual("at the destination", all, arrived);
            reading.join();
            assertEquals("", follower.errorReader().lines().collect(Collectors.joining("\n")));
            mustEqual("followed", all, followed);
            System.out.printf("%s: %d swaps in %.0f s, %d lines (%.0f a second)%n", destination.driver(), ROUNDS, seconds, last, last / seconds);
        }
    }

    private static void start(Destination destination) {
        List<String> args = new ArrayList<>(List.of("run", "-d", "--name", CONTAINER, "--log-driver", destination.driver()));
        destination.options(0).forEach((key, value) -> args.addAll(List.of("--log-opt", key + "=" + value)));
        args.addAll(List.of("busybox", "sh", "-c", WRITER));
        docker(args.toArray(String[]::new)).exits(0);
    }

    private void swap(Bundle bundle, Destination destination, int round) throws BundleException, IOException, InterruptedException {
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
                String options = destination.options(round).entrySet().stream().map(e -> "\"" + e.getKey() + "\": \"" + e.getValue() + "\"").collect(Collectors.joining(", "));
                String config = "{\"LogConfig\": {\"Type\": \"" + destination.driver() + "\", \"Config\": {" + options + "}}}";
                assertEquals("200", Docker.status("POST", "/containers/" + CONTAINER + "/update", "-H", "Content-Type: application/json", "-d", config));
            }
        }
    }

    /** How many records the driver has taken, as the engine tells; where it does not, since the log is in the container's folder, how many there are. */
    private static long taken(Destination destination) {
        String delivered = docker("inspect", "-f", "{{with index . \"LogDelivery\"}}{{range .}}{{if eq .Driver \"" + destination.driver() + "\"}}{{.Delivered}}{{end}}{{end}}{{end}}", CONTAINER).text();
        return delivered.isEmpty() ? destination.size() : Double.valueOf(delivered).longValue();
    }

    /** What has arrived when the last line has; waits for it as long as something arrives. */
    private static List<String> arrived(Destination destination, int last) {
        List<String> lines = destination.lines();
        while (lines.isEmpty() || !lines.get(lines.size() - 1).equals(Integer.toString(last))) {
            int before = lines.size();
            Await.until(() -> "more than " + before + " of " + last + " lines arrive", () -> destination.lines().size() > before);
            lines = destination.lines();
        }
        return lines;
    }

    private static void mustEqual(String what, List<String> expected, List<String> lines) {
        for (int i = 0; i < Math.min(expected.size(), lines.size()); i++) {
            assertEquals(what + ", line " + (i + 1) + " of " + lines.size(), expected.get(i), lines.get(i));
        }
        assertEquals(what, expected.size(), lines.size());
    }
}
