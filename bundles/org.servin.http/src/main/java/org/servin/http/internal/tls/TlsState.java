package org.servin.http.internal.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/**
 * What was read from the files at one time. Sessions belong to it: with what is read later, none of them is resumed.
 */
final class TlsState {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    /** Those of dockerd: with forward secrecy and authenticated encryption. */
    private static final String[] CIPHERS = {
        "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"};
    /** Sessions that older clients can resume; newer ones keep theirs themselves. */
    private static final int MOST_SESSIONS = 256;
    private static final int SESSION_SECONDS = 3600;

    private final Identity identity;
    private final Optional<ClientTrust> trust;
    private final boolean verify;
    private final SSLContext context;

    TlsState(Identity identity, Optional<ClientTrust> trust, boolean verify) throws IOException {
        this.identity = identity;
        this.trust = trust;
        this.verify = verify;
        try {
            context = SSLContext.getInstance("TLS");
            context.init(identity.keys(), trust.map(t -> new TrustManager[] {t}).orElse(new TrustManager[] {ClientTrust.none()}), null);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use TLS: " + e.getMessage(), e);
        }
        context.getServerSessionContext().setSessionCacheSize(MOST_SESSIONS);
        context.getServerSessionContext().setSessionTimeout(SESSION_SECONDS);
    }

    Identity identity() {
        return identity;
    }

    Optional<ClientTrust> trust() {
        return trust;
    }

    SSLEngine engine() {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(PROTOCOLS);
        parameters.setCipherSuites(CIPHERS);
        parameters.setUseCipherSuitesOrder(true);
        if (verify) {
            parameters.setNeedClientAuth(true);
        } else if (trust.isPresent()) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Checks a client's certificates again. Says until when that is true, as milliseconds since the epoch. */
    long check(X509Certificate[] chain) throws CertificateException {
        if (trust.isEmpty()) {
            throw new CertificateException("clients are not asked for certificates");
        }
        trust.get().check(chain);
        long until = trust.get().listsEnd();
        for (X509Certificate c : chain) {
            until = Math.min(until, c.getNotAfter().getTime());
        }
        return until;
    }
}
