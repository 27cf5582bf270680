package org.servin.log.awslogs;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.servin.log.awslogs.EventCutter.Cut;
import org.servin.spi.log.LogRecord;
import org.servin.spi.log.LogSource;

class EventCutterTest {
    private static final String LONG = "x".repeat(1024);
    private long clock = 1_795_840_302_674_000_000L;

    private LogRecord line(String text) {
        return new LogRecord(LogSource.STDOUT, clock += 1_000_000, text.getBytes(UTF_8), true);
    }

    private LogRecord piece(String text) {
        return new LogRecord(LogSource.STDOUT, clock += 1_000_000, text.getBytes(UTF_8), false);
    }

    private static List<String> shown(Cut cut) {
        return cut.events().stream().map(e -> e.millis() % 1000 + " " + e.records() + " " + new String(e.text(), UTF_8).replace(LONG, "…")).toList();
    }

    @Test
    void everyLineIsAnEventUnlessItIsEmpty() {
        Cut cut = new EventCutter(Optional.empty()).cut(List.of(line(""), line("a"), line(""), line(""), piece("b"), line("c")), false);
        assertEquals(List.of("676 2 a", "679 3 b", "680 1 c"), shown(cut));
        assertEquals(0, cut.after());
        assertFalse(cut.open());
        cut = new EventCutter(Optional.empty()).cut(List.of(line("a"), line("")), false);
        assertEquals(1, cut.after());
    }

    @Test
    void linesAreJoinedUpToTheNextMatch() {
        Cut cut = new EventCutter(Optional.of(Pattern.compile("^\\d"))).cut(List.of(line("before"), line("1 one"), line("  more"), line(""), line("2 two")), false);
        assertEquals(List.of("675 1 before\n", "676 3 1 one\n  more\n\n", "679 1 2 two\n"), shown(cut));
    }

    @Test
    void piecesOfALineBelongToIt() {
        Cut cut = new EventCutter(Optional.of(Pattern.compile("^\\d"))).cut(List.of(piece("1 o" + LONG), line("2ne"), piece("3")), false);
        assertEquals(List.of("675 2 1 o…2ne\n", "677 1 3"), shown(cut));
        cut = new EventCutter(Optional.of(Pattern.compile("^\\d"))).cut(List.of(line("1"), piece("2")), true);
        assertEquals(List.of("678 1 1\n", "679 1 2\n"), shown(cut));
    }

    @Test
    void piecesOfALongLineAreOneEvent() {
        EventCutter cutter = new EventCutter(Optional.empty());
        List<LogRecord> batch = List.of(line("a"), piece("b" + LONG), piece("c" + LONG), line("d"), piece("e" + LONG), piece("f" + LONG));
        Cut cut = cutter.cut(batch, false);
        assertEquals(List.of("675 1 a", "676 3 b…c…d", "679 2 e…f…"), shown(cut));
        assertTrue(cut.open());
        assertFalse(cutter.cut(batch, true).open());
        assertFalse(cutter.cut(List.of(piece("a prompt")), false).open());
    }

    @Test
    void streamsAreNotMixed() {
        LogRecord err = new LogRecord(LogSource.STDERR, clock, "err".getBytes(UTF_8), true);
        assertEquals(List.of("675 1 a…", "674 1 err", "676 1 b"), shown(new EventCutter(Optional.empty()).cut(List.of(piece("a" + LONG), err, line("b")), false)));
    }

    @Test
    void joinedEventsStayWithinTheLimit() {
        String text = "x".repeat(100_000);
        Cut cut = new EventCutter(Optional.of(Pattern.compile("^\\d"))).cut(List.of(line("1"), line(text), line(text), line(text), line("2")), false);
        assertEquals(List.of(200_004, 100_001, 2), cut.events().stream().map(Event::size).toList());
        assertEquals(List.of(3, 1, 1), cut.events().stream().map(Event::records).toList());
    }

    @Test
    void longTextsAreCut() {
        List<Event> events = Event.of(1, "x".repeat(Event.MOST * 2 + 5).getBytes(UTF_8), 7);
        assertEquals(List.of(262_118, 262_118, 5), events.stream().map(Event::size).toList());
        assertEquals(List.of(0, 0, 7), events.stream().map(Event::records).toList());
        assertEquals(1, Event.of(1, "x".repeat(Event.MOST).getBytes(UTF_8), 1).size());
    }

    @Test
    void noCharacterIsCut() {
        List<Event> events = Event.of(1, ("x" + "é".repeat(Event.MOST / 2)).getBytes(UTF_8), 1);
        assertEquals(List.of(262_117, 2), events.stream().map(Event::size).toList());
        assertEquals("é", new String(events.get(1).text(), UTF_8));
    }

    @Test
    void whatIsNoTextCountsAsItsReplacement() {
        byte[] noText = "\u00ff".repeat(Event.MOST / 3 + 1).getBytes(ISO_8859_1);
        List<Event> events = Event.of(1, noText, 1);
        assertEquals(List.of(262_116, 3), events.stream().map(Event::size).toList());
        assertEquals(noText.length, events.stream().mapToInt(e -> e.text().length).sum());
        assertEquals(3 * noText.length, Event.sizeOf(noText));
    }
}
