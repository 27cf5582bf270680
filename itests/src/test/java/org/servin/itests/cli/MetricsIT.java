package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.util.Map;
import java.util.TreeMap;
import org.junit.ClassRule;
import org.junit.Test;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Engine;

/** What Prometheus is told, under dockerd's names. */
public class MetricsIT {
    @ClassRule
    public static final Engine ENGINE = Engine.configured("\"metrics-addr\": \"127.0.0.1:9323\"");

    /** Values by name with labels; that the text is in form, too. */
    private static Map<String, Double> metrics() {
        Map<String, Double> values = new TreeMap<>();
        for (String line : ENGINE.inNamespace("curl", "-sf", "http://127.0.0.1:9323/metrics").exits(0).out().lines().toList()) {
            if (!line.startsWith("# HELP ") && !line.startsWith("# TYPE ")) {
                int blank = line.lastIndexOf(' ');
                values.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
            }
        }
        return values;
    }

    @Test
    public void countsWhatIsDone() {
        Map<String, Double> before = metrics();
        String id = ENGINE.docker("run", "-d", "--health-cmd", "false", "--health-interval", "100ms", "--health-retries", "1", "busybox", "sleep", "1000").text();
        ENGINE.docker("run", "--rm", "busybox", "true").exits(0);
        ENGINE.docker("diff", id).exits(0);
        Await.until("a health check has failed", () -> metrics().get("engine_daemon_health_checks_failed_total") > 0);
        Await.until("the container that ended is removed", () -> grown(before, "engine_daemon_container_actions_seconds_count{action=\"delete\"}") == 1);
        Map<String, Double> after = metrics();
        assertEquals(1, after.get("engine_daemon_container_states_containers{state=\"running\"}"), 0);
        assertEquals(2, grown(before, "engine_daemon_container_actions_seconds_count{action=\"create\"}"), 0);
        assertEquals(2, grown(before, "engine_daemon_container_actions_seconds_bucket{action=\"start\",le=\"+Inf\"}"), 0);
        assertEquals(1, grown(before, "engine_daemon_container_actions_seconds_count{action=\"changes\"}"), 0);
        assertEquals(2, grown(before, "engine_daemon_network_actions_seconds_count{action=\"allocate\"}"), 0);
        assertEquals(1, grown(before, "engine_daemon_network_actions_seconds_count{action=\"release\"}"), 0);
        assertTrue(after.get("engine_daemon_container_actions_seconds_sum{action=\"start\"}") > 0);
        assertTrue(grown(before, "engine_daemon_events_total") >= 8);
        assertEquals(Runtime.getRuntime().availableProcessors(), after.get("engine_daemon_engine_cpus_cpus"), 0);
        assertTrue(after.keySet().stream().anyMatch(name -> name.startsWith("engine_daemon_engine_info{architecture=\"")));
        ENGINE.docker("rm", "-f", id).exits(0);
    }

    private static double grown(Map<String, Double> before, String name) {
        return metrics().get(name) - before.get(name);
    }
}
