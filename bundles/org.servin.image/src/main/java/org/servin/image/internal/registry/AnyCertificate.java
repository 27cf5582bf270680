package org.servin.image.internal.registry;

import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/** Accepts any certificate: only for registries that the administrator called insecure, and this machine itself. Content is checked by its digest all the same. */
final class AnyCertificate extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) { }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) { }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) { }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) { }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) { }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) { }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
