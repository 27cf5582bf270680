package org.servin.http.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.HostPort;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.servin.http.internal.tls.Tls;
import org.servin.http.internal.tls.TlsFiles;
import org.servin.linux.listen.InheritedSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Jetty server with a connector for each endpoint. */
final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    /** Followers of logs, events and statistics and attached clients hold a thread each. */
    private static final int MOST_THREADS = 8192;
    /** More would end threads that are wanted again at once. */
    private static final int EVICTIONS = 100;

    private final Server server;
    private final ListenerSettings settings;
    private final List<SocketConnector> open = new ArrayList<>();
    private final Clients clients;
    private Tls tls;

    /** Listens everywhere or nowhere. */
    Listeners(ListenerSettings settings, ApplicationHandler handler, List<InheritedSocket> inherited) throws IOException {
        this.settings = settings;
        QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS, 2, 10_000);
        threads.setName("http");
        // the thread that found a request answers it, and a reserved one goes on selecting: one wake-up less before each answer
        threads.setReservedThreads(2);
        threads.setMaxEvictCount(EVICTIONS); // in ten seconds, where one is usual: a crowd leaves many
        threads.setDaemon(true);
        server = new Server(threads, new ScheduledExecutorScheduler("http-timer", true), new ArrayByteBufferPool(0, -1, 65536, 1024, 1 << 20, 4 << 20));
        server.setHandler(handler);
        clients = new Clients(handler.limits(), server.getScheduler());
        server.setErrorHandler(new PlainErrors());
        server.setStopTimeout(0);
        try {
            server.start();
            for (String host : settings.hosts()) {
                listen(Endpoint.parse(host.trim()), inherited);
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
        return open.stream().map(c -> c.endpoint().toString()).toList();
    }

    private void listen(Endpoint endpoint, List<InheritedSocket> inherited) throws IOException {
        try {
            if (endpoint instanceof Endpoint.Tcp tcp) {
                consent(tcp);
            }
            List<ListeningSocket> sockets = ListeningSocket.open(endpoint, settings.group(), inherited);
            try {
                for (ListeningSocket socket : sockets) {
                    if (endpoint instanceof Endpoint.Inherited && socket.endpoint() instanceof Endpoint.Tcp tcp) {
                        consent(tcp);
                    }
                    serve(socket);
                }
            } catch (Exception e) {
                ListeningSocket.close(sockets);
                throw e;
            }
        } catch (Exception e) {
            throw new IOException("cannot listen on " + endpoint + ": " + reason(e), e);
        }
    }

    private void serve(ListeningSocket socket) throws Exception {
        SocketConnector connector = connector(socket);
        server.addConnector(connector);
        connector.start();
        open.add(connector);
    }

    private SocketConnector connector(ListeningSocket socket) throws IOException {
        if (!(socket.endpoint() instanceof Endpoint.Tcp tcp)) {
            return new SocketConnector(server, socket, clients, FirstBytes.ofUnix(new HttpConnectionFactory(http())));
        }
        HttpConnectionFactory http = new HttpConnectionFactory(http());
        return new SocketConnector(server, socket, clients, secure(tcp) ? FirstBytes.ofTls(new TlsConnectionFactory(tls(), http)) : http);
    }

    private boolean secure(Endpoint.Tcp endpoint) {
        return endpoint.scheme() == Endpoint.Scheme.HTTPS || endpoint.scheme() == Endpoint.Scheme.TCP && (settings.tls() || settings.tlsverify());
    }

    private static String reason(Throwable e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }

    /** Whoever reaches the engine is root on this host, unless they have to prove who they are. */
    private void consent(Endpoint.Tcp endpoint) throws IOException {
        if (secure(endpoint) && settings.tlsverify()) {
            return;
        }
        if (Stream.of(settings.authentication()).anyMatch(driver -> !driver.equals("none"))) {
            if (!secure(endpoint)) {
                LOG.warn("listening on {} without TLS: passwords, tokens and all else can be read and changed on the way", endpoint);
            }
            return;
        }
        if (!settings.allow$_$unauthenticated$_$tcp()) {
            throw new IOException("everybody who can reach it would be root on this host."
                    + " Set tlsverify with tlscacert, tlscert and tlskey, or authentication, or allow-unauthenticated-tcp if that is meant");
        }
        LOG.warn("listening on {} without authentication: everybody who can reach it is root on this host", endpoint);
    }

    private Tls tls() throws IOException {
        if (tls == null) {
            tls = new Tls(TlsFiles.of(settings.tlscert(), settings.tlskey(), settings.tlscacert(), settings.tlscrl(), settings.tlsverify(), System.getenv()));
        }
        return tls;
    }

    private HttpConfiguration http() {
        HttpConfiguration c = new HttpConfiguration();
        c.setSendServerVersion(false);
        c.setHeaderCacheSize(0); // what each connection would remember takes longer to find than to read, where there is only the quick compiler
        c.setRequestHeaderSize(clients.limits().headBytes());
        // names of images hold slashes and colons, encoded or not
        c.setUriCompliance(UriCompliance.UNSAFE);
        // some clients name the unix socket's path as the host, as it is or escaped
        c.setHttpCompliance(HttpCompliance.RFC7230.with("host", HttpCompliance.Violation.UNSAFE_HOST_HEADER, HttpCompliance.Violation.MISMATCHED_AUTHORITY));
        // clients of HTTP/1.0 name no host, and a unix socket has none
        c.setServerAuthority(new HostPort("localhost"));
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
