package org.servin.log.awslogs;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.servin.spi.ServinException;
import org.servin.spi.log.LogTarget;
import org.servin.spi.log.option.LogOptions;
import org.servin.spi.log.option.TagTemplate;

/**
 * A container's options for this driver.
 *
 * @param group the log group
 * @param stream the log stream; empty for the tag's
 * @param tag what names the stream otherwise
 * @param region empty for that of the environment or of this machine
 * @param endpoint where the service is; empty for the region's own
 * @param createGroup whether a group that is not there is made
 * @param createStream whether the stream is made
 * @param credentialsEndpoint the path of credentials of its own; empty for the engine's
 * @param multiline what the first line of each event matches; empty where each line is an event
 * @param flush how long an event waits for more lines
 * @param maxEvents the most events in a request
 */
record AwsLogsOptions(String group, String stream, String tag, Optional<String> region, Optional<URI> endpoint, boolean createGroup, boolean createStream,
        Optional<String> credentialsEndpoint, Optional<Pattern> multiline, Duration flush, int maxEvents) {
    /** The options' names. */
    static final Set<String> NAMES = Set.of("awslogs-region", "awslogs-endpoint", "awslogs-group", "awslogs-stream", "awslogs-create-group", "awslogs-create-stream",
            "awslogs-credentials-endpoint", "awslogs-datetime-format", "awslogs-multiline-pattern", "awslogs-force-flush-interval-seconds", "awslogs-max-buffered-events", "tag");
    private static final String FAILED = "failed to create Cloudwatch log stream: ";
    private static final int FLUSH_SECONDS = 5;
    private static final int BUFFERED = 4096;

    /** Reads and checks them. INVALID_ARGUMENT naming what is wrong. */
    static AwsLogsOptions of(Map<String, String> given) {
        LogOptions options = LogOptions.of("awslogs", NAMES, given).checkedAtCreation()
                .explained("awslogs-create-group", "must specify valid value for log opt 'awslogs-create-group': ")
                .explained("awslogs-create-stream", "must specify valid value for log opt 'awslogs-create-stream': ");
        String group = options.text("awslogs-group").orElseThrow(() -> ServinException.invalid("must specify a value for log opt 'awslogs-group'"));
        boolean createGroup = options.flag("awslogs-create-group", false);
        boolean createStream = options.flag("awslogs-create-stream", true);
        int flush = positive(options, "awslogs-force-flush-interval-seconds", FLUSH_SECONDS);
        int buffered = positive(options, "awslogs-max-buffered-events", BUFFERED);
        if (given.containsKey("awslogs-datetime-format") && given.containsKey("awslogs-multiline-pattern")) {
            throw ServinException.invalid("you cannot configure log opt 'awslogs-datetime-format' and 'awslogs-multiline-pattern' at the same time");
        }
        String tag = options.text("tag").orElse("{{.FullID}}");
        TagTemplate.check(tag);
        Optional<Pattern> multiline = options.text("awslogs-datetime-format").map(MultilinePattern::ofDates).or(() -> options.text("awslogs-multiline-pattern"))
                .map(MultilinePattern::compile);
        return new AwsLogsOptions(group, options.text("awslogs-stream").orElse(""), tag, options.text("awslogs-region"), options.text("awslogs-endpoint").map(AwsLogsOptions::uri),
                createGroup, createStream, options.text("awslogs-credentials-endpoint"), multiline, Duration.ofSeconds(flush), buffered);
    }

    private static int positive(LogOptions options, String key, int fallback) {
        String text = options.text(key).orElse(Integer.toString(fallback));
        int number = 0;
        if (text.matches("[+-]?\\d{1,9}")) {
            number = Integer.parseInt(text);
        }
        if (number <= 0) {
            throw ServinException.invalid("must specify a positive integer for log opt '" + key + "': " + text);
        }
        return number;
    }

    private static URI uri(String text) {
        try {
            URI uri = new URI(text.contains("://") ? text : "https://" + text).parseServerAuthority();
            if (!Set.of("http", "https").contains(uri.getScheme())) {
                throw LogOptions.failed(FAILED + "RequestError: unsupported protocol scheme \"" + uri.getScheme() + "\"");
            }
            if (uri.getHost() != null && uri.getRawUserInfo() == null) {
                return uri;
            }
        } catch (URISyntaxException e) {
            throw LogOptions.failed(FAILED + "InvalidEndpointURL: invalid endpoint uri: " + e.getMessage());
        }
        throw LogOptions.failed(FAILED + "InvalidEndpointURL: invalid endpoint uri");
    }

    /** The name of a container's stream. */
    String streamOf(LogTarget target) {
        return stream.isEmpty() ? TagTemplate.fill(tag, target) : stream;
    }
}
