package org.servin.itests.harness;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A log stream of {@link CloudWatchServer}, with what the service demands of events. */
public final class CloudWatchStream {
    private static final int MOST_EVENTS = 10_000;
    private static final int MOST_BYTES = 1_048_576;
    private static final int OVERHEAD = 26;
    private static final int LONGEST_EVENT = 262_144;
    private final List<Event> events = new ArrayList<>();
    private int sequence;
    private JsonNode last;

    /** What is kept of an event. */
    public record Event(long timestamp, String message) { }

    /** What was taken. */
    public synchronized List<Event> events() {
        return List.copyOf(events);
    }

    /** How many events that is. */
    public synchronized int size() {
        return events.size();
    }

    /** The messages of them. */
    public List<String> messages() {
        return events().stream().map(Event::message).toList();
    }

    /** The next sequence token. */
    synchronized String token() {
        return token(sequence);
    }

    private static String token(int number) {
        return String.format("4960%052d", number);
    }

    /** An error of the service. */
    static String error(String code, String message) {
        return "400 {\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}";
    }

    /** Does the action, and gives status and body. */
    synchronized String put(JsonNode request) {
        Optional<String> fault = fault(request.path("logEvents")).or(() -> tokenFault(request));
        if (fault.isPresent()) {
            return fault.get();
        }
        last = request.path("logEvents");
        sequence++;
        return "200 {\"nextSequenceToken\":\"" + token() + "\"" + take(last) + "}";
    }

    private String take(JsonNode arrived) {
        long now = System.currentTimeMillis();
        int old = 0;
        int from = arrived.size();
        for (int i = 0; i < arrived.size(); i++) {
            long age = now - arrived.get(i).path("timestamp").asLong();
            if (age > TimeUnit.DAYS.toMillis(14)) {
                old = i + 1;
            } else if (age < -TimeUnit.HOURS.toMillis(2)) {
                from = Math.min(from, i);
            } else {
                events.add(new Event(arrived.get(i).path("timestamp").asLong(), arrived.get(i).path("message").asText()));
            }
        }
        String rejected = (old > 0 ? ",\"tooOldLogEventEndIndex\":" + old : "") + (from < arrived.size() ? ",\"tooNewLogEventStartIndex\":" + from : "");
        return rejected.isEmpty() ? "" : ",\"rejectedLogEventsInfo\":{" + rejected.substring(1) + "}";
    }

    private Optional<String> tokenFault(JsonNode request) {
        String given = request.path("sequenceToken").asText("");
        String expected = sequence == 0 ? "" : token();
        if (given.equals(expected) || sequence == 0) {
            return Optional.empty();
        }
        boolean again = request.path("logEvents").equals(last) && given.equals(sequence == 1 ? "" : token(sequence - 1));
        String code = again ? "DataAlreadyAcceptedException" : "InvalidSequenceTokenException";
        String text = again ? "The given batch of log events has already been accepted. The next batch can be sent with sequenceToken: " : "The given sequenceToken is invalid. The next expected sequenceToken is: ";
        return Optional.of("400 {\"__type\":\"" + code + "\",\"expectedSequenceToken\":\"" + expected + "\",\"message\":\"" + text + expected + "\"}");
    }

    private static Optional<String> fault(JsonNode arrived) {
        if (arrived.isEmpty() || arrived.size() > MOST_EVENTS) {
            return invalid("1 validation error detected: Value at 'logEvents' failed to satisfy constraint: Member must have length between 1 and 10000");
        }
        long first = arrived.get(0).path("timestamp").asLong();
        long before = first;
        int bytes = 0;
        for (JsonNode event : arrived) {
            int size = event.path("message").asText().getBytes(StandardCharsets.UTF_8).length + OVERHEAD;
            long time = event.path("timestamp").asLong(-1);
            bytes += size;
            if (size == OVERHEAD || time < 0) {
                return invalid("1 validation error detected: Value at 'logEvents.member' failed to satisfy constraint");
            }
            if (size > LONGEST_EVENT) {
                return invalid("Log event too large: " + size + " bytes exceeds limit of " + LONGEST_EVENT);
            }
            if (time < before) {
                return invalid("Log events in a single PutLogEvents request must be in chronological order.");
            }
            if (time - first > TimeUnit.DAYS.toMillis(1)) {
                return invalid("The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
            }
            before = time;
        }
        return bytes > MOST_BYTES ? invalid("Upload too large: " + bytes + " bytes exceeds limit of " + MOST_BYTES) : Optional.empty();
    }

    private static Optional<String> invalid(String message) {
        return Optional.of(error("InvalidParameterException", message));
    }
}
