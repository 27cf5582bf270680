package org.servin.http.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.servin.linux.pem.PemFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Jetty server with a connector for each endpoint. */
final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    /** Followers of logs, events and statistics and attached clients hold a thread each. */
    private static final int MOST_THREADS = 8192;
    private static final int LARGEST_HEAD = 1 << 20;

    private final Server server;
    private final List<Open> open = new ArrayList<>();

    private record Open(Endpoint endpoint, AbstractConnector connector) {
        @Override
        public String toString() {
            return endpoint instanceof Endpoint.Tcp tcp ? new Endpoint.Tcp(tcp.address(), ((ServerConnector) connector).getLocalPort()).toString() : endpoint.toString();
        }
    }

    /** Listens everywhere or nowhere. */
    Listeners(ListenerSettings settings, ApplicationHandler handler) throws IOException {
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 2, 10_000);
        threads.setName("http");
        // the thread that found a request answers it, and a reserved one goes on selecting: one wake-up less before each answer
        threads.setReservedThreads(2);
        threads.setDaemon(true);
        server = new Server(threads, new ScheduledExecutorScheduler("http-timer", true), new ArrayByteBufferPool(0, -1, 65536, 1024, 1 << 20, 4 << 20));
        server.setHandler(handler);
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(0);
        try {
            server.start();
            for (String host : settings.hosts()) {
                listen(Endpoint.parse(host.trim()), settings);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        } catch (Exception e) {
            close();
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Where it listens. */
    List<String> endpoints() {
        return open.stream().map(Open::toString).toList();
    }

    private void listen(Endpoint endpoint, ListenerSettings settings) throws IOException {
        AbstractConnector connector;
        if (endpoint instanceof Endpoint.Unix unix) {
            connector = unix(unix);
        } else {
            connector = tcp((Endpoint.Tcp) endpoint, settings);
        }
        connector.setIdleTimeout(0);
        try {
            if (endpoint instanceof Endpoint.Unix unix) {
                new UnixSocketFile(unix.path()).clear();
            }
            server.addConnector(connector);
            connector.start();
            if (endpoint instanceof Endpoint.Unix unix) {
                new UnixSocketFile(unix.path()).grant(settings.group());
            }
        } catch (Exception e) {
            throw new IOException("cannot listen on " + endpoint + ": " + reason(e), e);
        }
        open.add(new Open(endpoint, connector));
    }

    private static String reason(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest.getMessage() == null ? deepest.toString() : deepest.getMessage();
    }

    private AbstractConnector unix(Endpoint.Unix endpoint) {
        return new UnixConnector(server, endpoint.path(), new FirstBytes(new HttpConnectionFactory(http(false))));
    }

    private AbstractConnector tcp(Endpoint.Tcp endpoint, ListenerSettings settings) throws IOException {
        boolean secure = settings.tls() || settings.tlsverify();
        if (!settings.tlsverify()) {
            if (!settings.allow$_$unauthenticated$_$tcp()) {
                throw new IOException("cannot listen on " + endpoint + ": everybody who can reach it would be root on this host."
                        + " Set tlsverify with tlscacert, tlscert and tlskey, or allow-unauthenticated-tcp if that is meant");
            }
            LOG.warn("listening on {} without authentication: everybody who can reach it is root on this host", endpoint);
        }
        HttpConnectionFactory http = new HttpConnectionFactory(http(secure));
        ServerConnector c = secure
                ? new ServerConnector(server, 0, 1, new SslConnectionFactory(tls(settings), "http/1.1"), http)
                : new ServerConnector(server, 0, 1, http);
        c.setHost(endpoint.address().isEmpty() ? null : endpoint.address());
        c.setPort(endpoint.port());
        c.setReuseAddress(true);
        return c;
    }

    private static SslContextFactory.Server tls(ListenerSettings settings) throws IOException {
        if (settings.tlscert().isEmpty() || settings.tlskey().isEmpty() || settings.tlsverify() && settings.tlscacert().isEmpty()) {
            throw new IOException("TLS needs tlscert and tlskey, and tlsverify needs tlscacert too");
        }
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStore(PemFiles.identity(Path.of(settings.tlscert()), Path.of(settings.tlskey())));
        tls.setKeyStorePassword("");
        tls.setEndpointIdentificationAlgorithm(null);
        if (settings.tlsverify()) {
            tls.setTrustStore(PemFiles.authorities(Path.of(settings.tlscacert())));
            tls.setNeedClientAuth(true);
        }
        return tls;
    }

    private static HttpConfiguration http(boolean secure) {
        HttpConfiguration c = new HttpConfiguration();
        c.setSendServerVersion(false);
        // X-Registry-Auth is large
        c.setRequestHeaderSize(LARGEST_HEAD);
        // names of images hold slashes and colons, encoded or not
        c.setUriCompliance(UriCompliance.UNSAFE);
        // some clients name the unix socket's path as the host, as it is or escaped
        c.setHttpCompliance(HttpCompliance.RFC7230.with("host", HttpCompliance.Violation.UNSAFE_HOST_HEADER, HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        // clients of HTTP/1.0 name no host, and a unix socket has none
        c.setServerAuthority(new HostPort("localhost"));
        if (secure) {
            c.addCustomizer(new SecureRequestCustomizer(false));
        }
        return c;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            LOG.warn("stopping the listeners failed", e);
        }
    }
}
