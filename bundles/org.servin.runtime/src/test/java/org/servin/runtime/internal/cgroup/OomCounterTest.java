package org.servin.runtime.internal.cgroup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OomCounterTest {
    @TempDir
    Path root;
    private FakeGroups fake;

    @BeforeEach
    void files() {
        fake = new FakeGroups(root);
        kills(0);
    }

    private void kills(int count) {
        fake.file("", "memory.events", "low 0\nhigh 0\nmax 31\noom 4\noom_kill " + count + "\noom_group_kill 9\n");
    }

    private OomSource open() {
        return ContainerCgroup.open(fake.unified(), FakeGroups.PATH).oomSource().orElseThrow();
    }

    @Test
    void onlyKillsCountAndSeveralAtOnceAreOne() {
        try (OomSource source = open()) {
            assertFalse(source.happenedBefore());
            assertFalse(source.take());
            kills(2);
            assertTrue(source.take());
            assertFalse(source.take());
            kills(3);
            assertTrue(source.take());
        }
    }

    @Test
    void whatHappenedBeforeIsKnownButNotNew() {
        kills(5);
        try (OomSource source = open()) {
            assertTrue(source.happenedBefore());
            assertFalse(source.take());
        }
    }

    @Test
    void withoutAMemoryControllerThereIsNothingToSee() {
        assertEquals(Optional.empty(), ContainerCgroup.open(fake.unified(), "/servin/other").oomSource());
    }
}
