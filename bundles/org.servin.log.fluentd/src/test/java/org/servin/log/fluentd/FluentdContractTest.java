package org.servin.log.fluentd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.msgpack.core.MessageInsufficientBufferException;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessageUnpacker;
import org.servin.spi.log.LogDriver;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogTarget;
import org.servin.tck.log.DestinationChecks;
import org.servin.tck.log.DownChecks;
import org.servin.tck.log.LogDestination;
import org.servin.tck.log.LogDriverContract;
import org.servin.tck.log.Seen;
import org.servin.tck.log.StreamListener;

/** Without acknowledgements. The destination is the test's own; a real one is in the end-to-end tests. */
class FluentdContractTest extends LogDriverContract implements DestinationChecks, DownChecks {
    private final StreamListener listener = StreamListener.tcp();

    @AfterEach
    void close() {
        listener.close();
    }

    @Override
    protected LogDriver newDriver() {
        return new FluentdDriver();
    }

    @Override
    protected Map<String, String> options() {
        return Map.of("fluentd-address", "127.0.0.1:" + listener.port(), "fluentd-sub-second-precision", "true", "labels", "label");
    }

    @Override
    protected List<Seen> expected(List<LogRecord> records) {
        return Received.expected(records);
    }

    @Override
    protected boolean mayStay(Thread thread) {
        return thread.getName().startsWith(StreamListener.THREADS);
    }

    @Override
    protected Optional<LogDestination> destination() {
        return Optional.of(new LogDestination() {
            @Override
            public List<Seen> received(LogTarget target) {
                List<Seen> seen = new ArrayList<>();
                try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(listener.received())) {
                    while (unpacker.hasNext()) {
                        seen.addAll(Received.of(unpacker.unpackValue().asArrayValue(), target));
                    }
                } catch (MessageInsufficientBufferException onItsWay) {
                    return seen;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return seen;
            }

            @Override
            public void stop() {
                listener.stop();
            }

            @Override
            public void start() {
                listener.start();
            }
        });
    }
}
