package org.servin.itests.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The kernel's floor (src/bench/floor.c): a process that does the bare system calls of one container's life whenever it is asked to. */
final class Floor implements AutoCloseable {
    private final Process process;
    private final Writer to;
    private final BufferedReader from;

    Floor(List<String> command) throws IOException {
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        to = process.outputWriter(StandardCharsets.US_ASCII);
        from = process.inputReader(StandardCharsets.US_ASCII);
    }

    /** Milliseconds of one life, by the process's own clock. */
    double life() throws IOException {
        to.write('\n');
        to.flush();
        String answer = from.readLine();
        if (answer == null) {
            throw new IOException("the floor's process has ended");
        }
        return Double.parseDouble(answer) / 1000;
    }

    @Override
    public void close() throws IOException {
        to.close();
        process.destroy();
    }
}
