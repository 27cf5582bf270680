package org.servin.log.gelf;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.Deflater;
import org.servin.linux.socket.MessageBuffer;
import org.servin.log.socket.RecordMessages;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.text.JsonBytes;

/**
 * One datagram a record, or several where it is too long for one: those begin with a mark, a number that they share, their place and how many there are; there are 128 at most,
 * and what is longer can never be sent. Lines without text are no messages.
 */
final class UdpMessages implements RecordMessages {
    /** The longest datagram, which is also the one of dockerd's library. */
    private static final int DATAGRAM = 1420;
    private static final byte[] CHUNKED = {0x1e, 0x0f};
    private static final int CHUNK_HEAD = 12;
    private static final int CHUNK = DATAGRAM - CHUNK_HEAD;
    private static final int MOST_CHUNKS = 128;

    private final GelfJson json;
    private final Compression compression;
    private final Optional<Deflater> deflater;
    private final MessageBuffer content = new MessageBuffer();
    private final MessageBuffer out = new MessageBuffer();
    private final byte[] deflated = new byte[4096];

    /**
     * For one container.
     *
     * @param level of compression, -1 to 9
     */
    UdpMessages(GelfJson json, Compression compression, int level) {
        this.json = json;
        this.compression = compression;
        this.deflater = compression.deflater(level);
    }

    @Override
    public MessageBuffer write(List<LogRecord> batch) {
        out.clear();
        for (LogRecord record : batch) {
            if (record.text().length == 0) {
                out.endRecord();
            } else {
                write(json.write(record));
            }
        }
        return out;
    }

    private void write(JsonBytes message) {
        if (deflater.isEmpty()) {
            split(message.array(), message.length());
            return;
        }
        content.clear();
        content.put(compression.head());
        deflate(deflater.get(), message);
        compression.foot(content, message.array(), message.length());
        split(content.bytes(), content.length());
    }

    private void deflate(Deflater to, JsonBytes message) {
        to.reset();
        to.setInput(message.array(), 0, message.length());
        to.finish();
        while (!to.finished()) {
            content.put(deflated, 0, to.deflate(deflated));
        }
    }

    private void split(byte[] bytes, int length) {
        if (length <= DATAGRAM) {
            out.put(bytes, 0, length).endMessage();
            out.endRecord();
            return;
        }
        int chunks = (length + CHUNK - 1) / CHUNK;
        if (chunks > MOST_CHUNKS) {
            out.refuseRecord();
            return;
        }
        long id = ThreadLocalRandom.current().nextLong();
        for (int i = 0; i < chunks; i++) {
            out.put(CHUNKED);
            for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
                out.put((int) (id >> shift));
            }
            out.put(i).put(chunks).put(bytes, i * CHUNK, Math.min(CHUNK, length - i * CHUNK)).endMessage();
        }
        out.endRecord();
    }

    @Override
    public void close() {
        deflater.ifPresent(Deflater::end);
    }
}
