package org.servin.auth.jwt.internal;

import java.time.Duration;

/** Makes what reads keys where they are. */
final class KeySources {
    /** A key that is taken out of a file may be trusted for as long. */
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private KeySources() { }

    /** Reads nothing yet. */
    static Keys open(KeyPlace place) {
        if (place instanceof KeyPlace.Published published) {
            return new PublishedKeys(new IssuersServer(published.url(), published.authorities(), CONNECT, ANSWER), new JwksReader(),
                    new PublishedKeys.Pace(published.refresh(), published.lifetime(), AGAIN, RETRY, PATIENCE), System::nanoTime);
        }
        if (place instanceof KeyPlace.KeySetFile set) {
            return new FileKeys(set.file(), new JwksReader(), false, LOOK, System::nanoTime);
        }
        if (place instanceof KeyPlace.PublicKeyFile pem) {
            return new FileKeys(pem.file(), new PemReader(), false, LOOK, System::nanoTime);
        }
        return new FileKeys(((KeyPlace.SecretFile) place).file(), new SecretReader(), true, LOOK, System::nanoTime);
    }
}
