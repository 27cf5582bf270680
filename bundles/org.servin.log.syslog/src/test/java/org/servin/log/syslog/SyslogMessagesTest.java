package org.servin.log.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.servin.linux.socket.MessageBuffer;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

/** The messages are what dockerd 20.10.24 wrote of the same container, with other ids and times. */
class SyslogMessagesTest {
    private static final String TEXT = "second \u00e9";
    private final TimeZone before = TimeZone.getDefault();

    @BeforeEach
    void setZone() {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
    }

    @AfterEach
    void resetZone() {
        TimeZone.setDefault(before);
    }

    private static long at(String local, int nanos) {
        return LocalDateTime.parse(local).atZone(ZoneId.systemDefault()).toEpochSecond() * 1_000_000_000L + nanos;
    }

    private static LogRecord record(LogSource source, String text, boolean complete) {
        return new LogRecord(source, at("2026-11-28T04:31:54", 185_900_999), text.getBytes(StandardCharsets.UTF_8), complete);
    }

    private static String written(SyslogFormat format, boolean counted, LogRecord... records) {
        MessageBuffer buffer = new SyslogMessages(format, counted, 3, "vm", "4860efe0c66e", 21_614).write(List.of(records));
        return new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8);
    }

    @Test
    void eachFormat() {
        LogRecord out = record(LogSource.STDOUT, TEXT, true);
        LogRecord err = record(LogSource.STDERR, "err", true);
        assertEquals("<30>Nov 28 04:31:54 4860efe0c66e[21614]: second \u00e9\n<27>Nov 28 04:31:54 4860efe0c66e[21614]: err\n", written(SyslogFormat.LOCAL, false, out, err));
        assertEquals("<30>Nov 28 04:31:54 vm 4860efe0c66e[21614]: second \u00e9\n<27>Nov 28 04:31:54 vm 4860efe0c66e[21614]: err\n", written(SyslogFormat.RFC3164, false, out, err));
        assertEquals("<27>1 2026-11-28T04:31:54Z vm 4860efe0c66e 21614 4860efe0c66e - err\n", written(SyslogFormat.RFC5424, false, err));
        assertEquals("<27>1 2026-11-28T04:31:54.185900Z vm 4860efe0c66e 21614 4860efe0c66e - err\n", written(SyslogFormat.RFC5424_MICRO, false, err));
    }

    /** RFC 5425, 4.3: octets, the line feed among them. */
    @Test
    void lengthsInFront() {
        assertEquals("68 <27>1 2026-11-28T04:31:54Z vm 4860efe0c66e 21614 4860efe0c66e - err\n", written(SyslogFormat.RFC5424, true, record(LogSource.STDERR, "err", true)));
        assertEquals("75 <27>1 2026-11-28T04:31:54.185900Z vm 4860efe0c66e 21614 4860efe0c66e - err\n", written(SyslogFormat.RFC5424_MICRO, true, record(LogSource.STDERR, "err", true)));
        assertEquals("67 <27>1 2026-11-28T04:31:54Z vm 4860efe0c66e 21614 4860efe0c66e - \u00e9\n", written(SyslogFormat.RFC5424, true, record(LogSource.STDERR, "\u00e9", true)));
    }

    @Test
    void linesWithoutTextAreNoMessagesAndPiecesAre() {
        LogRecord[] records = {record(LogSource.STDOUT, "", true), record(LogSource.STDOUT, "piece", false), record(LogSource.STDOUT, " \r", true), record(LogSource.STDOUT, "", true)};
        MessageBuffer buffer = new SyslogMessages(SyslogFormat.LOCAL, false, 0, "vm", "t", 1).write(List.of(records));
        assertEquals("<6>Nov 28 04:31:54 t[1]: piece\n<6>Nov 28 04:31:54 t[1]:  \r\n", new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.UTF_8));
        assertEquals(2, buffer.messages());
        assertEquals(1, buffer.recordsIn(0));
        assertEquals(4, buffer.recordsIn(2));
    }

    @Test
    void bytesThatAreNoTextStayAsTheyAre() {
        byte[] bytes = {0, (byte) 0xff, 'x'};
        MessageBuffer buffer = new SyslogMessages(SyslogFormat.LOCAL, false, 0, "vm", "t", 1).write(List.of(new LogRecord(LogSource.STDOUT, 0, bytes, true)));
        assertEquals("<6>Jan  1 00:00:00 t[1]: \0\u00ffx\n", new String(buffer.bytes(), 0, buffer.length(), StandardCharsets.ISO_8859_1));
    }

    @Test
    void timesAreLocal() {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Berlin"));
        LogRecord summer = new LogRecord(LogSource.STDOUT, at("2026-07-05T01:02:03", 7_000), new byte[] {'x'}, true);
        LogRecord winter = new LogRecord(LogSource.STDOUT, at("2026-12-24T23:59:59", 0), new byte[] {'x'}, true);
        assertEquals("<30>Jul  5 01:02:03 4860efe0c66e[21614]: x\n<30>Dec 24 23:59:59 4860efe0c66e[21614]: x\n", written(SyslogFormat.LOCAL, false, summer, winter));
        assertEquals("<30>1 2026-07-05T01:02:03.000007+02:00 vm 4860efe0c66e 21614 4860efe0c66e - x\n<30>1 2026-12-24T23:59:59.000000+01:00 vm 4860efe0c66e 21614 4860efe0c66e - x\n",
                written(SyslogFormat.RFC5424_MICRO, false, summer, winter));
    }
}
