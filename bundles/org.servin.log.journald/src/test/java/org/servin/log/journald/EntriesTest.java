package org.servin.log.journald;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LinePieces;

class EntriesTest {
    private static final Map<String, String> LABELS = Map.of("a", "1", "app.b-x", "y", "_under", "1", "9nine", "9", "\u00fcn\u00ef", "\u00fc", "container_name", "other", "lines", "one\ntwo");

    private static LogTarget target(String id, Map<String, String> labels, Map<String, String> options) {
        return new LogTarget(id, "jd1", "sha256:0", "busybox", List.of("sh"), List.of("B=2", "C="), labels, 0, options, Path.of("/"));
    }

    /** The golden file has the datagrams that dockerd 20.10.24 sent for this container, each after its length. Ours have the same fields, in the same form, and the time. */
    @Test
    void fieldsAreDockerds() throws IOException {
        List<Map<String, byte[]>> theirs = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(Base64.getMimeDecoder().wrap(EntriesTest.class.getResourceAsStream("/golden/dockerd.datagrams.base64")))) {
            for (byte[] length = in.readNBytes(Integer.BYTES); length.length > 0; length = in.readNBytes(Integer.BYTES)) {
                theirs.addAll(Journald.parse(in.readNBytes(ByteBuffer.wrap(length).getInt())));
            }
        }
        LogTarget target = target(new String(theirs.get(0).get("CONTAINER_ID_FULL"), StandardCharsets.US_ASCII), LABELS,
                Map.of("labels", "a,_under,9nine,\u00fcn\u00ef,container_name,lines", "labels-regex", "^app", "env", "B,C", "tag", "t/{{.Name}}"));
        Entries entries = new Entries(target);
        LinePieces pieces = new LinePieces(target.containerId());
        for (Map<String, byte[]> theirEntry : theirs) {
            LogSource source = theirEntry.get("PRIORITY")[0] == '3' ? LogSource.STDERR : LogSource.STDOUT;
            LogRecord record = new LogRecord(source, 1_500_000_000_000_000_001L, theirEntry.get("MESSAGE"), !theirEntry.containsKey("CONTAINER_PARTIAL_MESSAGE"));
            List<Map<String, byte[]>> ours = Journald.parse(entries.of(List.of(record), new Ordinal("e", 7), pieces).toByteArray());
            assertEquals(1, ours.size());
            assertEquals("2017-07-14T02:40:00.000000001Z", new String(ours.get(0).remove("SYSLOG_TIMESTAMP"), StandardCharsets.US_ASCII));
            assertEquals("e:7:1500000000000000001:" + source.text() + (record.complete() ? "" : ":piece"), new String(ours.get(0).remove("CONTAINER_LOG_RECORD"), StandardCharsets.US_ASCII));
            assertEquals(shown(theirEntry), shown(ours.get(0)));
        }
        assertEquals(6, theirs.size());
    }

    private static Map<String, String> shown(Map<String, byte[]> entry) {
        Map<String, String> shown = new TreeMap<>();
        entry.forEach((name, value) -> shown.put(name, name.equals("CONTAINER_PARTIAL_ID") ? value.length + " digits" : new String(value, StandardCharsets.ISO_8859_1)));
        return shown;
    }

    /** As dockerd 20.10.24 shows by {@code docker logs --details}. */
    @Test
    void detailsAreDockerds() {
        assertEquals(Map.of("A", "1", "APP_B_X", "y", "B", "2", "IMAGE_NAME", "busybox"),
                Entries.details(target("i", LABELS, Map.of("labels", "a,container_name", "labels-regex", "^app", "env", "B", "tag", "t"))));
    }

    @ParameterizedTest
    @CsvSource({"a,A", "_under,UNDER", "app.b-x,APP_B_X", "9nine,9NINE", "__,''", "message,ATTRIBUTE_MESSAGE", "Priority,ATTRIBUTE_PRIORITY", "container_id_full,ATTRIBUTE_CONTAINER_ID_FULL",
            "syslog.timestamp,ATTRIBUTE_SYSLOG_TIMESTAMP", "container-partial-message,ATTRIBUTE_CONTAINER_PARTIAL_MESSAGE"})
    void attributesCannotChangeWhatIsReadBack(String label, String field) {
        assertEquals(field, FieldNames.of(label));
    }

    @Test
    void anAttributeWithoutANameIsLeftOut() {
        assertEquals(Map.of("X", "1"), Entries.attributes(target("i", Map.of("__", "0", "x", "1"), Map.of("labels", "__,x"))));
    }

    @Test
    void timesHaveAllDigits() {
        Timestamps timestamps = new Timestamps();
        for (String text : new String[] {"1970-01-01T00:00:00.000000000Z", "1970-01-01T00:00:00.000000001Z", "1970-01-01T00:00:00.999999999Z", "2017-07-14T02:40:00.123456789Z", "2017-07-14T02:40:01.000000000Z",
                "1969-12-31T23:59:59.999999999Z"}) {
            Instant time = Instant.parse(text);
            assertEquals(text, new String(timestamps.write(time.getEpochSecond() * 1_000_000_000 + time.getNano()), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void recordsAreReadAsWritten() {
        RecordField field = new RecordField();
        byte[] text = {'x'};
        for (LogRecord record : List.of(new LogRecord(LogSource.STDOUT, 0, text, true), new LogRecord(LogSource.STDERR, 1_500_000_000_123_456_789L, text, false),
                new LogRecord(LogSource.STDOUT, Long.MAX_VALUE, text, true), new LogRecord(LogSource.STDOUT, -1, text, true))) {
            assertEquals(Optional.of(new Stored(record, Optional.of(new Ordinal("e", 17)))), field.read(RecordField.write(new Ordinal("e", 17), record), text));
        }
        for (String other : new String[] {"", "e", "e:1:2", "e:x:2:stdout", "e:1:99999999999999999999:stdout", "e:1:9223372036854775808:stdout", "e:1::stdout", "e:1:2:stdout:piece:more"}) {
            assertEquals(Optional.empty(), field.read(other.getBytes(StandardCharsets.US_ASCII), text), other);
        }
    }

    /** What dockerd 20.10.24 says to the same options. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', value = {
            "max-size|1k|unknown log opt 'max-size' for journald log driver",
            "tag|{{.Foo}}|failed to initialize logging driver: template: log-tag:1:2: executing \"log-tag\" at <.Foo>: can't evaluate field Foo in type *logger.Info"})
    void refusesInDockerdsWords(String option, String value, String message) {
        assertEquals(message, assertThrows(ServinException.class, () -> JournaldOptions.check(Map.of(option, value))).getMessage());
    }

    @Test
    void saysThatThereIsNoJournald() {
        JournaldDriver driver = new JournaldDriver(Path.of("/nowhere/socket"), Optional.empty());
        assertEquals(Probe.skip("journald is not enabled on this host: there is no /nowhere/socket"), driver.probe());
        assertEquals("failed to initialize logging driver: journald is not enabled on this host: connect /nowhere/socket: no such file or directory",
                assertThrows(ServinException.class, () -> driver.reach(target("i", Map.of(), new HashMap<>()))).getMessage());
    }
}
