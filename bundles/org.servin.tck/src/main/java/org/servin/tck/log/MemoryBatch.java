package org.servin.tck.log;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import org.servin.spi.log.LogBatch;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.LogSource;

/** Records as the engine has them: in one array with other things around them, which is used for something else after the call. */
final class MemoryBatch implements LogBatch {
    private static final int GAP = 3;
    private static final byte OTHER = '#';

    private final List<LogRecord> records;
    private final byte[] bytes;
    private final int[] from;

    private MemoryBatch(List<LogRecord> records) {
        this.records = records;
        bytes = new byte[GAP + records.stream().mapToInt(record -> record.text().length + GAP).sum()];
        from = new int[records.size()];
        Arrays.fill(bytes, OTHER);
        int at = GAP;
        for (int i = 0; i < from.length; i++) {
            byte[] text = records.get(i).text();
            System.arraycopy(text, 0, bytes, at, text.length);
            from[i] = at;
            at += text.length + GAP;
        }
    }

    /** Appends records, and checks that their memory is left as it is. */
    static LogReceipt append(LogSink sink, List<LogRecord> records) {
        MemoryBatch batch = new MemoryBatch(records);
        byte[] before = batch.bytes.clone();
        LogReceipt receipt = sink.append(batch, false);
        assertArrayEquals(before, batch.bytes, "the batch's memory was changed");
        Arrays.fill(batch.bytes, OTHER);
        return receipt;
    }

    @Override
    public int size() {
        return from.length;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int from(int record) {
        return from[record];
    }

    @Override
    public int end(int record) {
        return from[record] + records.get(record).text().length;
    }

    @Override
    public boolean complete(int record) {
        return records.get(record).complete();
    }

    @Override
    public LogSource source(int record) {
        return records.get(record).source();
    }

    @Override
    public long epochNanos(int record) {
        return records.get(record).epochNanos();
    }
}
