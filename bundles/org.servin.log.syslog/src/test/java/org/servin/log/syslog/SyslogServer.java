package org.servin.log.syslog;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.tck.log.LogDestination;
import org.servin.tck.log.Seen;
import org.servin.tck.log.StreamListener;

/**
 * A destination of messages of RFC 5424 with microseconds, told apart by their heads.
 *
 * @param canStall whether the sender can see that nothing is read
 */
record SyslogServer(StreamListener listener, boolean canStall) implements LogDestination {
    private static final Pattern MESSAGE = Pattern.compile("(?s)<(\\d+)>1 (\\S+) \\S+ (\\S+) \\d+ \\S+ - (.*?)\n(?=<\\d+>1 \\d{4}-|\\z)");

    @Override
    public List<Seen> received(LogTarget target) {
        List<Seen> seen = new ArrayList<>();
        Matcher message = MESSAGE.matcher(new String(listener.received(), StandardCharsets.ISO_8859_1));
        while (message.find()) {
            if (target.containerId().startsWith(message.group(3))) {
                seen.add(new Seen(message.group(4), message.group(1) + " " + OffsetDateTime.parse(message.group(2)).toInstant()));
            }
        }
        return seen;
    }

    /** What is to arrive of a record. */
    static Seen seen(LogRecord record) {
        Instant time = Instant.ofEpochSecond(0, record.epochNanos() / 1000 * 1000);
        return new Seen(new String(record.text(), StandardCharsets.ISO_8859_1), (record.source() == LogSource.STDOUT ? "30 " : "27 ") + time);
    }

    @Override
    public void stop() {
        listener.stop();
    }

    @Override
    public boolean stall() {
        if (canStall) {
            listener.stall();
        }
        return canStall;
    }

    @Override
    public void start() {
        listener.start();
    }
}
