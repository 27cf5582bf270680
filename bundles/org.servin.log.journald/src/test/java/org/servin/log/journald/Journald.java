package org.servin.log.journald;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.servin.linux.ErrnoException;
import org.servin.linux.journal.JournalSocket;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.tck.log.LogDestination;
import org.servin.tck.log.Seen;

/** The real systemd-journald, with a socket and files of its own: it sees a {@code /run} and a {@code /var/log} that nobody else does. What it got is shown by the real journalctl. */
final class Journald implements LogDestination, AutoCloseable {
    private static final String SETTINGS = """
            [Journal]
            Storage=persistent
            RateLimitIntervalSec=0
            RateLimitBurst=0
            Audit=
            ReadKMsg=no
            ForwardToSyslog=no
            """;
    private static final String SCRIPT = """
            mount -t tmpfs run /run
            mount -t tmpfs log /var/log
            mkdir -p /run/systemd /run/log /var/log/journal
            mount --bind "$0/run" /run/systemd
            mount --bind "$0/log" /var/log/journal
            exec "$1"
            """;
    private final Path folder;
    private Process process;

    /** Starts it. */
    Journald(Path folder) {
        this.folder = folder;
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x")); // everybody may log
            Files.createDirectories(folder.resolve("run/journald.conf.d"));
            Files.createDirectories(folder.resolve("run/journal"));
            Files.createDirectories(folder.resolve("log"));
            Files.writeString(folder.resolve("run/journald.conf.d/test.conf"), SETTINGS);
            Files.writeString(folder.resolve("run/journal/flushed"), ""); // it is not to wait for the file system of /var
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
    }

    Path socket() {
        return folder.resolve("run/journal/socket");
    }

    Path files() {
        return folder.resolve("log");
    }

    @Override
    public void start() {
        if (process != null && process.isAlive()) {
            signal("CONT");
            return;
        }
        String program = Stream.of("/lib/systemd/systemd-journald", "/usr/lib/systemd/systemd-journald").filter(p -> Files.exists(Path.of(p))).findFirst().orElseThrow();
        try {
            process = new ProcessBuilder("unshare", "--mount", "--propagation", "private", "sh", "-ec", SCRIPT, folder.toString(), program).inheritIO().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("it listens", this::listens);
    }

    private boolean listens() {
        try {
            JournalSocket.connect(socket(), 1000).close();
            return true;
        } catch (ErrnoException e) {
            return false;
        }
    }

    /** Kills it: what it had not read is lost. */
    @Override
    public void stop() {
        process.destroyForcibly();
        await("it is gone", () -> !process.isAlive());
    }

    @Override
    public boolean stall() {
        signal("STOP");
        return true;
    }

    /** Makes it begin new files. */
    void rotate() {
        long before = count();
        signal("USR2");
        await("it has rotated", () -> count() > before);
    }

    private void signal(String name) {
        run("kill", "-" + name, Long.toString(process.pid()));
    }

    private long count() {
        try (Stream<Path> all = Files.walk(files())) {
            return all.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<Seen> received(LogTarget target) {
        return entries(target).stream().map(Journald::seen).toList();
    }

    private static Seen seen(Map<String, byte[]> entry) {
        LogSource source = new String(entry.get("PRIORITY"), StandardCharsets.US_ASCII).equals("3") ? LogSource.STDERR : LogSource.STDOUT;
        return Seen.of(new LogRecord(source, nanos(Instant.parse(new String(entry.get("SYSLOG_TIMESTAMP"), StandardCharsets.US_ASCII))), entry.get("MESSAGE"), !entry.containsKey("CONTAINER_PARTIAL_MESSAGE")));
    }

    private static long nanos(Instant time) {
        return time.getEpochSecond() * 1_000_000_000 + time.getNano();
    }

    /** A container's entries, field by field, as {@code journalctl -D} exports them. */
    List<Map<String, byte[]>> entries(LogTarget target) {
        return parse(run("journalctl", "-D", files().toString(), "--no-pager", "-q", "-o", "export", "CONTAINER_ID_FULL=" + target.containerId()));
    }

    /** "Journal Export Format", of which the form of the fields is that of the native protocol, with empty lines between entries. */
    static List<Map<String, byte[]>> parse(byte[] export) {
        List<Map<String, byte[]>> entries = new ArrayList<>();
        Map<String, byte[]> entry = new HashMap<>();
        ByteBuffer in = ByteBuffer.wrap(export).order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            byte[] line = line(in);
            String text = new String(line, StandardCharsets.ISO_8859_1);
            int equals = text.indexOf('=');
            if (line.length == 0) {
                entries.add(entry);
                entry = new HashMap<>();
            } else if (equals >= 0) {
                entry.put(text.substring(0, equals), text.substring(equals + 1).getBytes(StandardCharsets.ISO_8859_1));
            } else {
                byte[] value = new byte[(int) in.getLong()];
                in.get(value).get();
                entry.put(text, value);
            }
        }
        if (!entry.isEmpty()) {
            entries.add(entry);
        }
        return entries;
    }

    private static byte[] line(ByteBuffer in) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (byte b = in.get(); b != '\n'; b = in.get()) {
            line.write(b);
        }
        return line.toByteArray();
    }

    /** What a program writes. */
    static byte[] run(String... args) {
        try {
            Process run = new ProcessBuilder(args).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            byte[] out = run.getInputStream().readAllBytes();
            if (run.waitFor() != 0 && !args[0].equals("journalctl")) { // which fails if it finds nothing
                throw new AssertionError(String.join(" ", args) + " ended with " + run.exitValue());
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    JournaldDriver driver() {
        return new JournaldDriver(socket(), Optional.of(files()));
    }

    static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still not so: " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        start();
        process.destroy();
        await("it has ended", () -> !process.isAlive());
    }
}
