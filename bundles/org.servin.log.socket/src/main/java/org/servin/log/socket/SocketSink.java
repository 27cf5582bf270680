package org.servin.log.socket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.servin.linux.ErrnoException;
import org.servin.linux.socket.MessageBuffer;
import org.servin.linux.socket.MessageOutput;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;

/**
 * Sends one container's records over a connection that is made with the first batch. Once it is lost, it is made again as often as asked, and then this sink fails. What
 * is taken, see {@link MessageOutput}.
 */
public final class SocketSink implements LogSink {
    private final String driver;
    private final Destination destination;
    private final RecordMessages messages;
    private final Reconnection reconnection;
    private MessageOutput output;
    /** What of the batch before may be on its way. */
    private List<LogRecord> open = List.of();

    /**
     * Connects to nothing yet.
     *
     * @param driver the driver's name, for messages
     */
    public SocketSink(String driver, Destination destination, RecordMessages messages, Reconnection reconnection) {
        this.driver = driver;
        this.destination = destination;
        this.messages = messages;
        this.reconnection = reconnection;
    }

    @Override
    public LogReceipt append(List<LogRecord> batch) {
        if (output == null) {
            output = destination.connect();
        }
        List<LogRecord> records = asBefore(batch);
        MessageBuffer buffer = messages.write(records);
        try {
            int taken = buffer.recordsIn(send(buffer));
            open = List.copyOf(records.subList(taken, records.size()));
            return new LogReceipt(taken, buffer.refusedIn(taken));
        } catch (ErrnoException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "log driver " + driver + ": " + e.getMessage(), e);
        }
    }

    private int send(MessageBuffer buffer) {
        try {
            return output.send(buffer);
        } catch (ErrnoException lost) {
            output.close();
            for (int left = reconnection.times(); left > 0; left--) {
                try {
                    TimeUnit.MILLISECONDS.sleep(reconnection.pauseMillis());
                    output = destination.connect();
                    return output.send(buffer);
                } catch (ServinException | ErrnoException again) {
                    output.close();
                    lost.addSuppressed(again);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw lost;
                }
            }
            throw lost;
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
        messages.close();
        if (output != null) {
            output.close();
        }
    }
}
