package org.servin.log.fluentd;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogReceipt;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSink;
import org.servin.spi.log.option.LinePieces;

/**
 * Sends batches as messages. With acknowledgements a record counts as delivered when the destination says so: it may come twice, but is not lost. Without, it counts as
 * delivered when the kernel has taken it for a connection that the destination had not ended; what is on its way when the destination dies is lost, as the protocol has it.
 */
final class FluentdSink implements LogSink {
    private final FluentdOptions options;
    private final Wires wires;
    private final Patience patience;
    private final Message message;
    private final Delivery delivery;
    private final Runnable closing;
    private Session session;

    /** @param closing called by {@link #close} when nothing has to be kept of the delivery */
    FluentdSink(FluentdOptions options, Wires wires, Patience patience, Message message, Delivery delivery, Runnable closing) {
        this.options = options;
        this.wires = wires;
        this.patience = patience;
        this.message = message;
        this.delivery = delivery;
        this.closing = closing;
    }

    @Override
    public LogReceipt append(List<LogRecord> batch) {
        long wait = delivery.millisToWait(options.retryWaitNanos());
        if (wait > 0) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "log driver fluentd: the next attempt to reach " + options.address() + " is in " + wait + " ms");
        }
        int done = 0;
        while (done < batch.size()) {
            List<LogRecord> records = batch.subList(done, done + Math.min(options.bufferLimit(), batch.size() - done));
            LinePieces pieces = delivery.pieces().copy();
            try {
                deliver(records, pieces);
            } catch (IOException e) {
                endSession();
                return failed(e, records, pieces, done);
            }
            delivery.goesOn(pieces);
            done += records.size();
        }
        return LogReceipt.all(batch);
    }

    private void deliver(List<LogRecord> records, LinePieces pieces) throws IOException {
        if (session != null && session.hasEnded()) {
            endSession(); // it stopped, perhaps to start again, since the last batch
        }
        if (session == null) {
            session = new Session(wires.connect(options.address(), patience.connectDeadline()));
        }
        Optional<String> chunk = options.requestAck() ? Optional.of(Message.newChunk()) : Optional.empty();
        long deadline = patience.answerDeadline(delivery.failures());
        session.send(message.of(records, pieces, chunk), deadline);
        if (chunk.isPresent()) {
            session.awaitAck(chunk.get(), deadline);
        }
    }

    /** Tells of what was delivered before, if there was something: the failure shows again at the next call. Gives up a message that has failed as often as it may. */
    private LogReceipt failed(IOException failure, List<LogRecord> records, LinePieces after, int done) {
        if (done > 0) {
            return new LogReceipt(done, 0);
        }
        if (delivery.failed() >= options.maxRetries()) {
            delivery.goesOn(after);
            return new LogReceipt(records.size(), records.size());
        }
        throw new ServinException(ErrorKind.UNAVAILABLE, "log driver fluentd: " + text(failure), failure);
    }

    private String text(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.startsWith("dial ") ? message : options.address() + ": " + message;
    }

    private void endSession() {
        if (session != null) {
            Session old = session;
            session = null;
            old.close();
        }
    }

    @Override
    public String mark() {
        return "";
    }

    @Override
    public void rewind(String mark) { }

    @Override
    public void close() {
        if (!delivery.hasFailed()) {
            closing.run();
        }
        endSession();
    }
}
