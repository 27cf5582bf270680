package org.servin.auth.jwt.internal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.servin.log.http.Answer;
import org.servin.log.http.Http;
import org.servin.log.http.Trust;

/** Where an issuer publishes its keys: asked within a bounded time, for a bounded answer, and there only. */
final class IssuersServer implements PublishedKeys.Source {
    /** As much as {@link Http} keeps of an answer. */
    private static final int LARGEST = 64 * 1024;

    private final URI url;
    private final Optional<Path> authorities;
    private final Http http;

    IssuersServer(URI url, Optional<Path> authorities, Duration connect, Duration answer) {
        this.url = url;
        this.authorities = authorities;
        this.http = new Http(connect, answer, Optional.empty());
    }

    @Override
    public byte[] fetch() throws IOException {
        Answer answer = http.send(Http.request(url).GET().header("Accept", "application/jwk-set+json, application/json"), Trust.of(false, authorities, Optional.empty()));
        if (!answer.isOk()) {
            throw new IOException("Get \"" + url + "\": " + answer.statusText() + (answer.status() / 100 == 3 ? ", and redirects are not followed" : ""));
        }
        if (answer.body().length >= LARGEST) {
            throw new IOException("Get \"" + url + "\": the answer is larger than " + LARGEST + " bytes");
        }
        return answer.body();
    }

    @Override
    public void close() {
        http.release();
    }
}
