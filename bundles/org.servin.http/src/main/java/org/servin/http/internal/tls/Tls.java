package org.servin.http.internal.tls;

import java.io.IOException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners' TLS. Follows its files: new connections get what is in them, and clients of old ones are judged by it at their next request. What cannot be read changes
 * nothing, except that nobody's certificate holds while the revoked ones cannot be read. Thread-safe.
 */
public final class Tls {
    private static final Logger LOG = LoggerFactory.getLogger(Tls.class);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final TlsFiles files;
    private final AtomicLong looked = new AtomicLong(System.nanoTime());
    private List<String> identityState;
    private List<String> trustState;
    private boolean toldOfEnd;
    private volatile TlsState state;

    /** Reads the files, or fails saying which one cannot be used. */
    public Tls(TlsFiles files) throws IOException {
        this.files = files;
        identityState = files.identityState();
        trustState = files.trustState();
        Optional<ClientTrust> trust = files.authorities().isPresent() ? Optional.of(ClientTrust.read(files.authorities().get(), files.revoked())) : Optional.empty();
        state = new TlsState(Identity.read(files), trust, files.verify());
        tellOfEnd();
    }

    /** Whether clients must have a certificate. */
    public boolean verifies() {
        return files.verify();
    }

    /** One for a new connection. */
    public SSLEngine engine() {
        return now().engine();
    }

    /**
     * Whether a client's certificates still hold.
     *
     * @param chain those of the connection, leaf first
     * @param known what this said for that connection before; null for the first time
     */
    public Verdict judge(X509Certificate[] chain, Verdict known) {
        TlsState current = now();
        if (known != null && known.state == current && (!known.holds() || System.currentTimeMillis() < known.until)) {
            return known;
        }
        try {
            return new Verdict(current, current.check(chain), "");
        } catch (CertificateException e) {
            return new Verdict(current, 0, String.valueOf(e.getMessage()));
        }
    }

    /** What was found of a client's certificates. */
    public static final class Verdict {
        private final TlsState state;
        private final long until;
        private final String reason;

        private Verdict(TlsState state, long until, String reason) {
            this.state = state;
            this.until = until;
            this.reason = reason;
        }

        /** Whether they hold. */
        public boolean holds() {
            return reason.isEmpty();
        }

        /** Why they do not. */
        public String reason() {
            return reason;
        }
    }

    /** What is in the files, as of a second ago at most. */
    private TlsState now() {
        long last = looked.get();
        long now = System.nanoTime();
        if (now - last >= LOOK_NANOS && looked.compareAndSet(last, now)) {
            follow();
        }
        return state;
    }

    private synchronized void follow() {
        List<String> newIdentity = files.identityState();
        List<String> newTrust = files.trustState();
        Identity identity = state.identity();
        Optional<ClientTrust> trust = state.trust();
        try {
            if (!newIdentity.equals(identityState)) {
                identityState = newIdentity;
                identity = identity();
            }
            if (!newTrust.equals(trustState)) {
                trustState = newTrust;
                trust = Optional.of(trust());
            }
            if (identity != state.identity() || trust.isPresent() && trust.get() != state.trust().orElse(null)) {
                state = new TlsState(identity, trust, files.verify());
                toldOfEnd = false;
                LOG.info("TLS files were read again");
            }
        } catch (IOException e) {
            LOG.error("TLS goes on with what was read before: {}", e.getMessage());
        }
        tellOfEnd();
    }

    private Identity identity() {
        try {
            return Identity.read(files);
        } catch (IOException e) {
            LOG.error("the server's certificate stays as it was: {}", e.getMessage());
            return state.identity();
        }
    }

    private ClientTrust trust() {
        ClientTrust before = state.trust().orElseThrow();
        try {
            return ClientTrust.read(files.authorities().orElseThrow(), files.revoked());
        } catch (IOException e) {
            if (files.revoked().isPresent() && !readable()) {
                LOG.error("no client's certificate is accepted until tlscrl can be read: {}", e.getMessage());
                return ClientTrust.none();
            }
            LOG.error("the authorities stay as they were: {}", e.getMessage());
            return before;
        }
    }

    private boolean readable() {
        try {
            ClientTrust.lists(files.revoked().orElseThrow());
            return true;
        } catch (IOException e) {
            LOG.debug("tlscrl", e);
            return false;
        }
    }

    private void tellOfEnd() {
        long end = state.trust().map(ClientTrust::listsEnd).orElse(Long.MAX_VALUE);
        if (!toldOfEnd && end <= System.currentTimeMillis()) {
            toldOfEnd = true;
            LOG.error("a list of revoked certificates of {} was valid until {}: no certificate of its authority is accepted until there is a newer one",
                    files.revoked().orElseThrow(), java.time.Instant.ofEpochMilli(end));
        }
    }
}
