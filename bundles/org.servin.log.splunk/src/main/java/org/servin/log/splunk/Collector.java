package org.servin.log.splunk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.servin.log.http.Answer;
import org.servin.log.http.Http;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/** Speaks to an HTTP Event Collector for one container. One thread. */
final class Collector {
    private static final int SHOWN = 1024;
    private static final int TOO_LARGE = 413;
    private final Http http;
    private final SplunkOptions options;
    /** One for all requests of a sink; each channel costs the collector memory. */
    private final String channel = UUID.randomUUID().toString();

    Collector(Http http, SplunkOptions options) {
        this.http = http;
        this.options = options;
    }

    /** UNAVAILABLE unless the collector answers. */
    void verify() {
        Answer answer = http.send(Http.request(options.url()).method("OPTIONS", BodyPublishers.noBody()), options.trust());
        if (!answer.isOk()) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "splunk: failed to verify connection - " + said(answer));
        }
    }

    /** Sends events; UNAVAILABLE if that may work later. */
    Verdict send(byte[] events, int from, int to) {
        HttpRequest.Builder request = Http.request(options.url()).header("Authorization", "Splunk " + options.token());
        if (options.gzip()) {
            request.header("Content-Encoding", "gzip");
        }
        if (options.acknowledged()) {
            request.header("X-Splunk-Request-Channel", channel);
        }
        Answer answer = http.send(request.POST(body(events, from, to)), options.trust());
        if (answer.isOk()) {
            return Verdict.accepted();
        }
        if (answer.status() == TOO_LARGE) {
            return Verdict.refused();
        }
        return Verdict.of(answer).orElseThrow(() -> new ServinException(ErrorKind.UNAVAILABLE, "splunk: failed to send event - " + said(answer)));
    }

    private BodyPublisher body(byte[] events, int from, int to) {
        if (!options.gzip()) {
            return BodyPublishers.ofByteArray(events, from, to - from);
        }
        ByteArrayOutputStream packed = new ByteArrayOutputStream((to - from) / 4);
        try (GZIPOutputStream gzip = new Leveled(packed, options.gzipLevel())) {
            gzip.write(events, from, to - from);
        } catch (IOException e) {
            throw new UncheckedIOException("nothing is written but memory", e);
        }
        return BodyPublishers.ofByteArray(packed.toByteArray());
    }

    private static final class Leveled extends GZIPOutputStream {
        Leveled(ByteArrayOutputStream out, int level) throws IOException {
            super(out);
            def.setLevel(level);
        }
    }

    /** Whatever a server says, it is not the token. */
    private String said(Answer answer) {
        String text = answer.text();
        String hidden = options.token().isEmpty() ? text : text.replace(options.token(), "***");
        return answer.statusText() + " - " + hidden.substring(0, Math.min(SHOWN, hidden.length()));
    }
}
