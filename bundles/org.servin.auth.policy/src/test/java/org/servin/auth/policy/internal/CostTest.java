package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.servin.spi.auth.AccessRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a request costs, and what hostile ones do. */
class CostTest {
    private static final Logger LOG = LoggerFactory.getLogger(CostTest.class);
    private static final int RULES = 200;

    private static Judge judge() throws PolicyException {
        List<String> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            String actions = i % 4 == 0 ? "'*'" : i % 4 == 1 ? "'container.create', 'exec.create', 'container.start'" : i % 4 == 2 ? "'container.*', 'exec.*'" : "'image.pull', 'system.*'";
            String when = i % 4 == 1 ? ", 'when': {'mount.source': {'outside': ['/srv/" + i + "', '/']}, 'image.registry': {'not-in': ['docker.io', 'r" + i + ".example']}}" : "";
            String effect = i % 2 == 0 ? "allow" : "deny";
            rules.add("{'name': 'r" + i + "', 'effect': '" + effect + "', 'principals': ['user-" + i + "-*', '*@team" + i + ".example'], 'groups': ['group" + i + "']"
                    .replace("'principals': ['user-", i % 4 == 1 ? "'principals': ['al*', 'user-" : "'principals': ['user-") + ", 'actions': [" + actions + "]" + when + "}");
        }
        String bindings = "'bindings': [{'principals': ['alice'], 'roles': ['operator']}]";
        return new Judge(PolicyReader.read("p", ("{" + bindings + ", 'rules': [" + String.join(",", rules) + "]}").replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    private static double micros(Judge judge, AccessRequest request) {
        int rounds = 20_000;
        long allowed = 0;
        double best = Double.MAX_VALUE;
        for (int repetition = 0; repetition < 5; repetition++) {
            long start = System.nanoTime();
            for (int i = 0; i < rounds; i++) {
                allowed += judge.judge(request).allowed() ? 1 : 0;
            }
            best = Math.min(best, (System.nanoTime() - start) / 1e3 / rounds);
        }
        assertTrue(allowed == 0 || allowed == 5L * rounds);
        return best;
    }

    @Test
    void twoHundredRulesCostMicroseconds() throws PolicyException {
        Judge judge = judge();
        double ping = micros(judge, Requests.of("system.ping").http("GET").made());
        double create = micros(judge, Requests.container("container.create").with("mount.source", "/srv/a", "/srv/b").made());
        LOG.info("with {} rules, a ping costs {} us, a container {} us", RULES, ping, create);
        assertTrue(judge.judge(Requests.of("system.ping").made()).allowed());
        assertTrue(judge.judge(Requests.container("container.create").made()).allowed());
    }
}
