package org.servin.log.gelf;

import java.util.List;
import org.servin.linux.socket.MessageBuffer;
import org.servin.log.socket.RecordMessages;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.text.JsonBytes;

/** One message a record, ended by a zero byte and never compressed, as GELF has it over TCP. Lines without text are no messages, as GELF wants some text. */
final class TcpMessages implements RecordMessages {
    private final GelfJson json;
    private final MessageBuffer out = new MessageBuffer();

    TcpMessages(GelfJson json) {
        this.json = json;
    }

    @Override
    public MessageBuffer write(List<LogRecord> batch) {
        out.clear();
        for (LogRecord record : batch) {
            if (record.text().length > 0) {
                JsonBytes message = json.write(record);
                out.put(message.array(), 0, message.length()).put(0).endMessage();
            }
            out.endRecord();
        }
        return out;
    }
}
