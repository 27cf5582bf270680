package org.servin.itests.cli;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.Timeout;
import org.servin.itests.harness.Await;
import org.servin.itests.harness.Command;
import org.servin.itests.harness.Engine;
import org.servin.itests.harness.Journald;
import org.servin.itests.harness.Limit;

/** The log driver {@code journald} where libsystemd, which reads the journal, cannot be loaded: the engine sees an empty file in its place. */
public class JournaldLibraryIT {
    private static final Journald JOURNALD = new Journald();
    private static final Engine ENGINE = JOURNALD.seenBy(new Engine()).seeing(nothing(), library());

    @ClassRule
    public static final RuleChain BOTH = RuleChain.outerRule(JOURNALD).around(ENGINE);

    @Rule
    public final Timeout limit = Limit.ofSeconds(180);

    private static Path nothing() {
        try {
            Path file = Files.createTempFile("servin-nothing", ".so");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Path library() {
        return Path.of(Command.run("sh", "-c", "ldconfig -p | sed -n 's/.*libsystemd[.]so[.]0 .*=> //p' | head -n 1 | xargs readlink -f").text());
    }

    @Test
    public void logsAreWrittenAndWhoReadsThemLearnsWhatIsMissing() {
        List<String> numbers = IntStream.rangeClosed(1, 2000).mapToObj(Integer::toString).toList();
        String id = ENGINE.docker("run", "-d", "--log-driver", "journald", "busybox", "seq", "1", "2000").exits(0).text();
        assertEquals("0", ENGINE.docker("wait", id).exits(0).text());
        Await.until("all is in the journal", () -> JOURNALD.journalctl("-o", "cat", "CONTAINER_ID_FULL=" + id).out().lines().toList().equals(numbers));
        Command refused = ENGINE.docker("logs", id);
        assertEquals(1, refused.exit());
        assertTrue(refused.err(), refused.err().contains("log driver journald cannot read back: cannot load libsystemd.so.0 (Debian package libsystemd0)"));
        assertEquals("here\n", ENGINE.docker("run", "--name", "other", "busybox", "echo", "here").exits(0).out());
        assertEquals("here\n", ENGINE.docker("logs", "other").exits(0).out());
        ENGINE.docker("rm", id, "other").exits(0);
    }
}
