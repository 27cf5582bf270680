package org.servin.itests.swap;

import static org.servin.itests.swap.Docker.docker;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.servin.itests.harness.CloudWatchServer;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Fluentd;
import org.servin.itests.harness.GelfServer;
import org.servin.itests.harness.HecServer;
import org.servin.itests.harness.InstanceServer;
import org.servin.itests.harness.Journald;
import org.servin.itests.harness.Place;
import org.servin.itests.harness.SignatureCheck;
import org.servin.itests.harness.SyslogDaemon;

/**
 * The destinations of all log drivers in the test's own network namespace, reliable ones where a driver has several kinds. The servers are the real ones, or those that stand in
 * for what no package has, as in the drivers' own tests.
 *
 * @param counted what {@link #size} is
 * @param texts what {@link #lines} are
 * @param end what {@link #close} does
 */
record Destinations(String driver, IntFunction<Map<String, String>> way, LongSupplier counted, Supplier<List<String>> texts, Closeable end) implements Destination {
    private static final String HOST = "127.0.0.1";
    private static final int PORT = 18000;
    /** The container whose log it is. */
    static final String CONTAINER = "writer";

    @Override
    public Map<String, String> options(int round) {
        return way.apply(round);
    }

    @Override
    public long size() {
        return counted.getAsLong();
    }

    @Override
    public List<String> lines() {
        return texts.get();
    }

    @Override
    public void close() throws IOException {
        end.close();
    }

    /** The container's folder, as {@code docker logs} shows it. */
    static Destination file(String driver) {
        return new Destinations(driver, round -> Map.of("max-size", round + 1 + "g"), Destinations::last, () -> docker("logs", CONTAINER).exits(0).out().lines().toList(), () -> { });
    }

    /** The last number in what docker shows; 0 if there is none yet. */
    private static long last() {
        String last = docker("logs", "--tail", "1", CONTAINER).text();
        return last.isEmpty() ? 0 : Long.parseLong(last.substring(last.lastIndexOf('\n') + 1)); // more may have come since the end was looked for
    }

    private static IntFunction<Map<String, String>> tagged(String... options) {
        return round -> {
            Map<String, String> all = new TreeMap<>(Map.of("tag", "round" + round, "cache-max-size", "1g"));
            for (int i = 0; i < options.length; i += 2) {
                all.put(options[i], options[i + 1]);
            }
            return all;
        };
    }

    /** Debian's rsyslogd, by TCP. */
    static Destination syslog() {
        String input = "input(type=\"imtcp\" address=\"" + HOST + "\" port=\"" + PORT + "\" ruleset=\"keep\")\n";
        SyslogDaemon daemon = SyslogDaemon.rsyslogd(Place.HERE, input, HOST + ":" + PORT).start();
        return new Destinations("syslog", tagged("syslog-address", "tcp://" + HOST + ":" + PORT, "syslog-format", "rfc5424micro"), daemon::size,
                () -> daemon.lines().stream().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList(), daemon::close);
    }

    /** What stands in for Graylog, by TCP. */
    static Destination gelf() throws IOException {
        GelfServer server = new GelfServer(HOST, PORT).start();
        return new Destinations("gelf", tagged("gelf-address", "tcp://" + HOST + ":" + PORT), server::size, server::texts, server::close);
    }

    /** npm's server of the forward protocol, with acknowledgements. */
    static Destination fluentd() {
        Fluentd fluentd = new Fluentd(Place.HERE, Integer.toString(PORT)).start("lines");
        return new Destinations("fluentd", tagged("fluentd-address", HOST + ":" + PORT, "fluentd-request-ack", "true"), fluentd::size, fluentd::lines, fluentd::close);
    }

    /**
     * systemd's. It writes some thousands of lines a second, so that containers wait for it here: else the spool would have minutes' worth for it in the end, as it may be otherwise.
     */
    static Destination journald() throws IOException {
        Journald journald = Journald.here();
        return new Destinations("journald", round -> Map.of("tag", "round" + round, "spool-size", "256k"), Destinations::last,
                () -> journald.journalctl("-o", "cat", "CONTAINER_NAME=" + CONTAINER).exits(0).out().lines().toList(), journald::close);
    }

    /** What stands in for Splunk's collector. */
    static Destination splunk() throws IOException {
        String token = "5ec2e7ed-0f2b-4a6c-8d3e-7a1b9c0d5e6f";
        HecServer collector = new HecServer(HOST, PORT).token(token, false).start();
        return new Destinations("splunk", tagged("splunk-url", collector.url(), "splunk-token", token, "splunk-gzip", "true"), collector::size, collector::lines, collector::close);
    }

    /** What stands in for CloudWatch Logs, on an instance whose role gives the keys, at the address that each instance knows. */
    static Destination awslogs() throws IOException {
        SignatureCheck keys = new SignatureCheck("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", Optional.of("FwoGZXIvYXdzEXAMPLESESSION//+="));
        Command.run("ip", "addr", "add", "169.254.169.254/32", "dev", "lo").exits(0);
        InstanceServer instance = new InstanceServer("169.254.169.254", 80, "eu-central-9", keys);
        CloudWatchServer service = new CloudWatchServer(HOST, PORT, keys).start();
        return new Destinations("awslogs", tagged("awslogs-endpoint", service.url(), "awslogs-group", "group", "awslogs-create-group", "true", "awslogs-stream", "stream"),
                () -> service.stream("group").size(), () -> service.stream("group").messages(), () -> {
                    service.close();
                    instance.close();
                    Command.run("ip", "addr", "del", "169.254.169.254/32", "dev", "lo").exits(0);
                });
    }
}
