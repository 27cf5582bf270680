package org.servin.auth.policy.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.auth.Verdict;

class PolicyDriverTest {
    private static final String ALICE = "{'rules': [" + Policies.ALL_FOR_ALICE + "]}";
    private static final String BOB = ALICE.replace("alice", "bob");
    private static final Requests STOP = Requests.of("container.stop");
    private final AtomicLong nanos = new AtomicLong();
    @TempDir
    private Path folder;
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("policy.json");
    }

    private void write(String policy) throws IOException {
        Path fresh = folder.resolve("fresh");
        Files.writeString(fresh, policy.replace('\'', '"'));
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private PolicyDriver driver() {
        return new PolicyDriver(TestSettings.of(file, "policy"), nanos::get);
    }

    private void later() {
        nanos.addAndGet(1_000_000_000);
    }

    private static boolean allows(PolicyDriver driver, String who) {
        return driver.judge(STOP.by(who).made()).allowed();
    }

    @Test
    void nothingIsReadBeforeSomebodyAsks() throws IOException {
        PolicyDriver driver = new PolicyDriver(TestSettings.of(file, "other"), nanos::get);
        assertTrue(driver.probe().isUsable());
        write(ALICE);
        assertTrue(allows(driver, "alice")); // a second has not passed, so that it was not looked at before
    }

    @Test
    void nothingIsAllowedWithoutAPolicy() throws IOException {
        PolicyDriver driver = driver();
        Verdict verdict = driver.judge(STOP.made());
        assertFalse(verdict.allowed());
        assertTrue(verdict.reason().startsWith("nothing is allowed, since there is no policy: " + file + ": cannot be read"), verdict.reason());
        write("{'rules': 7}");
        later();
        assertEquals(Verdict.deny("", "nothing is allowed, since there is no policy: " + file + ": at /rules: 7 is no array"), driver.judge(STOP.made()));
        write(ALICE);
        assertFalse(allows(driver, "alice"));
        later();
        assertTrue(allows(driver, "alice"));
    }

    @Test
    void followsTheFile() throws IOException {
        write(ALICE);
        PolicyDriver driver = driver();
        assertTrue(allows(driver, "alice"));
        write(BOB);
        assertTrue(allows(driver, "alice"));
        later();
        assertFalse(allows(driver, "alice"));
        assertTrue(allows(driver, "bob"));
    }

    @Test
    void keepsThePolicyIfTheNextCannotBeUsed() throws IOException {
        write(ALICE);
        PolicyDriver driver = driver();
        for (String broken : new String[] {"{", "{'rules': [{}]}", "", "{'rulez': []}"}) {
            write(broken);
            later();
            assertTrue(allows(driver, "alice"), broken);
            assertFalse(allows(driver, "bob"), broken);
        }
        Files.delete(file);
        later();
        assertTrue(allows(driver, "alice"));
        write(BOB);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
        later();
        assertTrue(allows(driver, "alice"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        later();
        assertTrue(allows(driver, "bob"));
    }

    @Test
    void changesInPlaceOfTheSameLengthAndTimeAreSeen() throws IOException {
        write(ALICE);
        PolicyDriver driver = driver();
        Files.writeString(file, ALICE.replace("alice", "carol").replace('\'', '"'));
        later();
        assertFalse(allows(driver, "alice"));
        assertTrue(allows(driver, "carol"));
    }

    @Test
    void otherSettingsTakeEffectAtOnce() throws IOException {
        write(ALICE);
        PolicyDriver driver = driver();
        Path other = Files.writeString(folder.resolve("other.json"), BOB.replace('\'', '"'));
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-r--r--"));
        driver.modified(TestSettings.of(other, "policy"));
        assertTrue(allows(driver, "bob"));
        driver.modified(TestSettings.of(folder.resolve("none"), "policy"));
        assertTrue(allows(driver, "bob"));
        driver.modified(TestSettings.of(file, "policy"));
        assertTrue(allows(driver, "alice"));
        write(BOB);
        driver.modified(TestSettings.of(file, "policy"));
        assertTrue(allows(driver, "bob"));
    }

    @Test
    void onlyWatchesIfItIsToldTo() throws IOException {
        write("{'enforce': false, 'rules': [" + Policies.ALL_FOR_ALICE + ", {'name': 'no', 'effect': 'deny', 'principals': ['eve'], 'actions': ['*']}]}");
        PolicyDriver driver = driver();
        assertEquals(Verdict.allow("alice"), driver.judge(STOP.made()));
        assertEquals(Verdict.watched("no", "rule \"no\" denies container.stop"), driver.judge(STOP.by("eve").made()));
        assertEquals(Verdict.watched("no rule allows", "no rule allows container.stop to \"bob\""), driver.judge(STOP.by("bob").made()));
    }

    @Test
    void tellsOnceAMinuteForEachRule() {
        Watch watch = new Watch(nanos::get);
        assertTrue(watch.tell(Verdict.deny("a", "")));
        assertTrue(watch.tell(Verdict.deny("b", "")));
        nanos.addAndGet(59_000_000_000L);
        assertFalse(watch.tell(Verdict.deny("a", "")));
        nanos.addAndGet(1_000_000_000L);
        assertTrue(watch.tell(Verdict.deny("a", "")));
        assertFalse(watch.tell(Verdict.deny("a", "")));
    }

    @Test
    void neverLetsThroughWhileFilesChange() throws Exception {
        write(ALICE);
        PolicyDriver driver = new PolicyDriver(TestSettings.of(file, "policy"), () -> nanos.getAndAdd(500_000_000)); // looks all the time
        AtomicBoolean ended = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(pool.submit(() -> {
                int denied = 0;
                do {
                    assertTrue(allows(driver, "alice"));
                    assertFalse(allows(driver, "eve"));
                    denied++;
                } while (!ended.get());
                return denied;
            }));
        }
        try {
            for (int i = 0; i < 100; i++) {
                write(i % 3 == 0 ? "{" : i % 3 == 1 ? ALICE : ALICE.replace("]}]}", "]}, {'name': 'eve', 'effect': 'deny', 'principals': ['eve'], 'actions': ['*']}]}"));
            }
        } finally {
            ended.set(true);
            pool.shutdown();
        }
        for (Future<Integer> one : all) {
            assertTrue(one.get() > 0);
        }
    }
}
