package org.servin.store.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.store.Store;

class SqliteStoreTest {
    @TempDir
    Path root;

    private SqliteStore open() throws Exception {
        return new SqliteStore(root, root.resolve("run"));
    }

    @Test
    void keepsDocumentsOverReopening() throws Exception {
        SqliteStore store = open();
        store.durably(c -> {
            c.put("a", "k2", "two".getBytes(UTF_8));
            c.put("a", "k1", "one".getBytes(UTF_8));
            c.put("b", "k1", "other".getBytes(UTF_8));
        });
        store.lazily(c -> c.remove("b", "k1"));
        store.close();
        store = open();
        assertEquals(List.of("k1", "k2"), List.copyOf(store.all("a").keySet()));
        assertArrayEquals("two".getBytes(UTF_8), store.get("a", "k2").orElseThrow());
        assertTrue(store.get("b", "k1").isEmpty());
        assertTrue(store.all("none").isEmpty());
        store.close();
    }

    @Test
    void anExceptionUndoesTheWholeTransaction() throws Exception {
        SqliteStore store = open();
        assertThrows(IllegalStateException.class, () -> store.durably(c -> {
            c.put("a", "k", new byte[1]);
            throw new IllegalStateException("stop");
        }));
        assertTrue(store.get("a", "k").isEmpty());
        store.close();
    }

    @Test
    void aSecondEngineIsRefusedByName() throws Exception {
        SqliteStore store = open();
        ServinException refused = assertThrows(ServinException.class, this::open);
        assertEquals(ErrorKind.IN_USE, refused.kind());
        assertTrue(refused.getMessage().contains(String.valueOf(ProcessHandle.current().pid())), refused.getMessage());
        store.close();
        open().close();
    }

    @Test
    void manyThreadsCommitTogether() throws Exception {
        SqliteStore store = open();
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<Callable<Void>> jobs = IntStream.range(0, 400).<Callable<Void>>mapToObj(i -> () -> {
            byte[] body = Integer.toString(i).getBytes(UTF_8);
            if (i % 3 == 0) {
                store.lazily(c -> c.put("many", "k" + i, body));
            } else {
                store.durably(c -> c.put("many", "k" + i, body));
            }
            assertArrayEquals(body, store.get("many", "k" + i).orElseThrow());
            return null;
        }).toList();
        for (var done : threads.invokeAll(jobs)) {
            done.get();
        }
        threads.shutdown();
        assertEquals(400, store.all("many").size());
        store.close();
    }

    @Test
    void whatWasAcknowledgedSurvivesAKill() throws Exception {
        Process child = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-cp", System.getProperty("java.class.path"),
                Child.class.getName(), root.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        int acknowledged = -1;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                acknowledged = Integer.parseInt(line);
                if (acknowledged == 100) {
                    child.toHandle().destroyForcibly(); // unlike the process, its handle leaves the stream open
                }
            }
        }
        child.waitFor();
        assertTrue(acknowledged >= 100, "child stopped early at " + acknowledged);
        SqliteStore store = open();
        for (int i = 0; i <= acknowledged; i++) {
            assertTrue(store.get("a", "left" + i).isPresent(), "lost " + i);
        }
        assertEquals(store.all("a").keySet().stream().filter(k -> k.startsWith("left")).count(),
                store.all("a").keySet().stream().filter(k -> k.startsWith("right")).count(), "half a transaction");
        store.close();
    }

    /** Writes pairs until it is killed, telling each one that was acknowledged. */
    static final class Child {
        public static void main(String[] args) throws Exception {
            Path root = Path.of(args[0]);
            Store store = new SqliteStore(root, root.resolve("run"));
            for (int i = 0; ; i++) {
                int n = i;
                store.durably(c -> {
                    c.put("a", "left" + n, new byte[100]);
                    c.put("a", "right" + n, new byte[100]);
                });
                System.out.println(i);
                System.out.flush();
            }
        }
    }
}
