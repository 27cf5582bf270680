package org.servin.log.splunk;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.servin.log.http.Answer;

/**
 * What a collector thinks of events.
 *
 * @param taken whether they are where they belong
 * @param culprit which of them is wrong, if they were not taken and the collector says so; counted from 0
 */
record Verdict(boolean taken, OptionalInt culprit) {
    private static final int BAD_REQUEST = 400;
    /**
     * Codes that are about an event: no data, invalid data format, event field is required, event field cannot be blank, error in handling indexed fields. Others, such as
     * for a wrong index, are for an administrator to put right, and nothing is to be lost until then.
     */
    private static final Set<Integer> OF_EVENTS = Set.of(5, 6, 12, 13, 15);

    static Verdict accepted() {
        return new Verdict(true, OptionalInt.empty());
    }

    static Verdict refused() {
        return new Verdict(false, OptionalInt.empty());
    }

    /** That of an answer other than 200, if it is about the events: {@code {"text":"Invalid data format","code":6,"invalid-event-number":2}}. */
    static Optional<Verdict> of(Answer answer) {
        if (answer.status() != BAD_REQUEST) {
            return Optional.empty();
        }
        OptionalInt code = OptionalInt.empty();
        OptionalInt culprit = OptionalInt.empty();
        try (JsonParser parser = new JsonFactory().createParser(answer.body())) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    switch (String.valueOf(parser.currentName())) {
                        case "code" -> code = OptionalInt.of(parser.getIntValue());
                        case "invalid-event-number" -> culprit = OptionalInt.of(parser.getIntValue());
                        default -> { }
                    }
                }
            }
        } catch (IOException noCollector) {
            return Optional.empty(); // but something between here and there that says 400
        }
        return code.isPresent() && OF_EVENTS.contains(code.getAsInt()) ? Optional.of(new Verdict(false, culprit)) : Optional.empty();
    }
}
