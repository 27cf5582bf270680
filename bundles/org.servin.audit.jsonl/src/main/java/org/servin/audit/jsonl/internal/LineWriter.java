package org.servin.audit.jsonl.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes batches to the file, and goes on trying where nobody waits for the outcome. Of one thread. */
final class LineWriter {
    private static final Logger LOG = LoggerFactory.getLogger(LineWriter.class);
    private static final int CHUNK = 64 * 1024;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final LineFile file;
    private final boolean required;
    private final Backlog backlog;
    private boolean failing;

    /**
     * Writes nothing yet.
     *
     * @param required whether somebody waits for each line, who is told of a failure at once
     * @param backlog closed when it is time to give up
     */
    LineWriter(LineFile file, boolean required, Backlog backlog) {
        this.file = file;
        this.required = required;
        this.backlog = backlog;
    }

    void write(Backlog.Batch batch) throws InterruptedException {
        List<Entry> rest = new ArrayList<>(batch.entries().stream().filter(Entry::take).toList());
        if (batch.lost() > 0) {
            rest.add(new Entry(AuditLine.lost(batch.lost())));
            LOG.warn("{} decisions are not in the audit log {}: it was too slow, or could not be written", batch.lost(), file);
        }
        while (!rest.isEmpty()) {
            try {
                rest = rest.subList(append(rest), rest.size());
                recovered();
            } catch (PartlyWritten e) {
                rest = rest.subList(e.whole, rest.size());
                failed(e.getCause());
                if (required) {
                    rest.forEach(entry -> entry.written().completeExceptionally(e.getCause()));
                    return;
                }
                if (backlog.isClosed()) {
                    backlog.lose(rest.size());
                    return;
                }
                backlog.pause(PAUSE);
            }
        }
    }

    /** Appends some lines, and says how many. */
    private int append(List<Entry> lines) throws PartlyWritten {
        int count = 0;
        int bytes = 0;
        while (count < lines.size() && (count == 0 || bytes + lines.get(count).line().length <= CHUNK)) {
            bytes += lines.get(count++).line().length;
        }
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        lines.subList(0, count).forEach(entry -> buffer.put(entry.line()));
        buffer.flip();
        try {
            file.append(buffer);
        } catch (IOException | RuntimeException e) {
            throw new PartlyWritten(complete(lines, buffer.position()), e);
        }
        return complete(lines, bytes);
    }

    /** Tells those who wait for what is in the first bytes, and says how many lines that are. */
    private static int complete(List<Entry> lines, int bytes) {
        int whole = 0;
        int left = bytes;
        while (whole < lines.size() && lines.get(whole).line().length <= left) {
            left -= lines.get(whole).line().length;
            lines.get(whole++).written().complete(null);
        }
        return whole;
    }

    private void failed(Throwable cause) {
        if (!failing) {
            LOG.error("the audit log {} cannot be written: {}", file, cause.toString());
        }
        failing = true;
    }

    private void recovered() {
        if (failing) {
            LOG.info("the audit log {} is written again", file);
        }
        failing = false;
    }

    private static final class PartlyWritten extends Exception {
        private static final long serialVersionUID = 1L;
        private final int whole;

        PartlyWritten(int whole, Throwable cause) {
            super(cause);
            this.whole = whole;
        }
    }
}
