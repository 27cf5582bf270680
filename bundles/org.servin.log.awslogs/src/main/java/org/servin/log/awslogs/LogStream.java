package org.servin.log.awslogs;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.servin.log.awslogs.CloudWatchLogs.Reply;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.servin.spi.log.text.JsonBytes;

/** One log stream of the service, made when it is first needed. One thread. */
final class LogStream {
    private static final String GONE = "ResourceNotFoundException";
    /** Others may write to the same stream: then the token is theirs, and has to be asked for more than once. */
    private static final int TOKENS = 5;
    private final CloudWatchLogs service;
    private final AwsLogsOptions options;
    private final String name;
    private final JsonBytes json = new JsonBytes();
    private Optional<String> token = Optional.empty();
    private boolean made;

    LogStream(CloudWatchLogs service, AwsLogsOptions options, String name) {
        this.service = service;
        this.options = options;
        this.name = name;
        made = !options.createStream();
    }

    /** Makes it, and its group if the options say so, unless they are there; UNAVAILABLE where that cannot be. */
    void make() {
        Optional<AwsError> error = call("stream", "CreateLogStream", true);
        if (error.isPresent() && error.get().is(GONE) && options.createGroup()) {
            call("group", "CreateLogGroup", false).ifPresent(e -> {
                throw cannotCreate("group", e.text());
            });
            error = call("stream", "CreateLogStream", true);
        }
        error.ifPresent(e -> {
            throw cannotCreate("stream", e.text());
        });
        made = true;
    }

    private Optional<AwsError> call(String what, String action, boolean withStream) {
        json.clear();
        json.raw("{\"logGroupName\":").string(options.group());
        if (withStream) {
            json.raw(",\"logStreamName\":").string(name);
        }
        json.raw('}');
        try {
            return service.call(action, json).error().filter(error -> !error.is("ResourceAlreadyExistsException"));
        } catch (ServinException e) {
            throw e.kind() == ErrorKind.CANCELLED ? e : cannotCreate(what, e.getMessage());
        }
    }

    private static ServinException cannotCreate(String what, String reason) {
        return new ServinException(ErrorKind.UNAVAILABLE, "failed to create Cloudwatch log " + what + ": " + reason);
    }

    /**
     * Puts events. UNAVAILABLE if that may work later.
     *
     * @return how many at the beginning are too old and from which on they are too new; empty if none is taken because of what is wrong with one
     */
    Optional<Rejected> put(List<Event> events) {
        if (!made) {
            make();
        }
        json.clear();
        char separator = '[';
        json.raw("{\"logEvents\":");
        for (Event event : events) {
            json.raw(separator).raw("{\"message\":\"").escaped(event.text()).raw("\",\"timestamp\":").raw(Long.toString(event.millis())).raw('}');
            separator = ',';
        }
        json.raw("],\"logGroupName\":").string(options.group()).raw(",\"logStreamName\":").string(name);
        return send(json.length(), events.size());
    }

    private Optional<Rejected> send(int length, int events) {
        boolean madeAgain = false;
        for (int attempt = 0;; attempt++) {
            json.cut(length);
            token.ifPresent(known -> json.raw(",\"sequenceToken\":").string(known));
            Reply reply = service.call("PutLogEvents", json.raw('}'));
            if (reply.error().isEmpty()) {
                return Optional.of(taken(reply, events));
            }
            AwsError error = reply.error().get();
            if (error.is("DataAlreadyAcceptedException")) {
                token = error.expectedToken();
                return Optional.of(Rejected.none(events));
            }
            if (error.isOfEvents()) {
                return Optional.empty();
            }
            if (error.is("InvalidSequenceTokenException") && attempt < TOKENS) {
                token = error.expectedToken();
            } else if (error.is(GONE) && options.createStream() && !madeAgain) {
                byte[] request = json.toBytes(); // making uses the array
                make();
                madeAgain = true;
                token = Optional.empty();
                json.clear();
                json.raw(request);
            } else {
                throw new ServinException(ErrorKind.UNAVAILABLE, "failed to put log events: " + error.text());
            }
        }
    }

    private Rejected taken(Reply reply, int events) {
        try {
            Map<String, String> values = Json.values(reply.body());
            token = Optional.ofNullable(values.get("nextSequenceToken"));
            return Rejected.of(values, events);
        } catch (IOException e) {
            token = Optional.empty(); // 200 says that the events were taken, and the service tells its token again
            return Rejected.none(events);
        }
    }
}
