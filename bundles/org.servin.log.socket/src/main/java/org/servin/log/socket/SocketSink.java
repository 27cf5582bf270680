package org.servin.log.syslog;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.MessageBuffer;
import org.servin.linux.socket.MessageOutput;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;

/** One container's connection, which is made with the first batch. Once it is lost, this sink fails. */
final class SyslogSink implements LogSink {
    private final SyslogDestination destination;
    private final SyslogMessages messages;
    private MessageOutput output;
    /** What of the batch before may be on its way. */
    private List<LogRecord> open = List.of();

    SyslogSink(SyslogDestination destination, SyslogMessages messages) {
        this.destination = destination;
        this.messages = messages;
    }

    @Override
    public LogReceipt append(List<LogRecord> batch) {
        List<LogRecord> records = asBefore(batch);
        MessageBuffer buffer = messages.write(records);
        if (output == null) {
            output = destination.connect();
        }
        try {
            int taken = buffer.recordsIn(output.send(buffer));
            open = List.copyOf(records.subList(taken, records.size()));
            return new LogReceipt(taken, buffer.refusedIn(taken));
        } catch (ErrnoException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "log driver syslog: " + e.getMessage(), e);
        }
    }

    /** Records that come again are given the times that they had, so that what of them is in the connection already is not sent twice. */
    private List<LogRecord> asBefore(List<LogRecord> batch) {
        if (open.isEmpty()) {
            return batch;
        }
        List<LogRecord> records = new ArrayList<>(batch);
        for (int i = 0; i < Math.min(open.size(), batch.size()); i++) {
            LogRecord before = open.get(i);
            LogRecord now = batch.get(i);
            if (before.source() != now.source() || !Arrays.equals(before.text(), now.text())) {
                return batch;
            }
            records.set(i, before);
        }
        return records;
    }

    /** Nobody can take back what was sent. */
    @Override
    public String mark() {
        return "";
    }

    @Override
    public void rewind(String mark) { }

    @Override
    public void close() {
        if (output != null) {
            output.close();
        }
    }
}
