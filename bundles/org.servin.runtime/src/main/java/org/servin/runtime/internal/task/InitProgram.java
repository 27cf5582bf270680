package org.servin.runtime.internal.task;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.servin.linux.Fd;
import org.servin.linux.process.MemoryFile;
import org.servin.linux.process.Spawn;

/**
 * The program servin-init, kept in a sealed file in memory: a container that finds its way to a monitor's image cannot change it (as CVE-2019-5736 did with
 * runc), an upgrade does not touch what runs, and a run folder mounted {@code noexec}, as Debian mounts /run, does not matter.
 */
public final class InitProgram implements AutoCloseable {
    private static final String NAME = "servin-init";
    private final Fd file;

    private InitProgram(Fd file) {
        this.file = file;
    }

    /** Unpacks the program for this machine; empty if the bundle has none. */
    public static Optional<InitProgram> load() {
        try (InputStream in = InitProgram.class.getResourceAsStream("/native/" + NAME + "-" + System.getProperty("os.arch"))) {
            return in == null ? Optional.empty() : Optional.of(new InitProgram(Spawn.aside(MemoryFile.sealedProgram(NAME, in.readAllBytes()))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Fd file() {
        return file;
    }

    @Override
    public void close() {
        file.close();
    }
}
