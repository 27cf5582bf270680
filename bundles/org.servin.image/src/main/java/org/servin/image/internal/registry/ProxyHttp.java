package org.servin.image.internal.registry;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.BasicAuthentication;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.InputStreamRequestContent;
import org.eclipse.jetty.client.InputStreamResponseListener;
import org.eclipse.jetty.client.Origin;
import org.eclipse.jetty.client.ProxyConfiguration;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Socks5;
import org.eclipse.jetty.client.Socks5Proxy;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.osgi.annotation.bundle.Header;
import org.servin.image.internal.registry.Proxies.Hop;
import org.servin.image.internal.registry.RegistryHttp.Message;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * HTTP by proxies of the kinds that the JDK's client cannot go by: those that are themselves spoken to by TLS, and SOCKS. Jetty's client can. Such proxies are rare, so each
 * request has a client of its own, and nothing of it stays when its answer has been read. Thread-safe.
 */
@Header(name = "DynamicImport-Package", value = ProxyHttp.CLIENT)
final class ProxyHttp {
    /** Wired when it is first used: an engine without such proxies has nothing of it in memory. */
    static final String CLIENT = "org.eclipse.jetty.client;version=\"[12.1,13)\",org.eclipse.jetty.client.transport;version=\"[12.1,13)\",org.eclipse.jetty.http;version=\"[12.1,13)\","
            + "org.eclipse.jetty.io;version=\"[12.1,13)\",org.eclipse.jetty.util.ssl;version=\"[12.1,13)\",org.eclipse.jetty.util.thread;version=\"[12.1,13)\"";
    private static final int THREADS = 6;
    private final Duration connect;
    private final Duration silence;

    /**
     * Goes by proxies.
     *
     * @param silence how long a server may say nothing, and take nothing
     */
    ProxyHttp(Duration connect, Duration silence) {
        this.connect = connect;
        this.silence = silence;
    }

    /** Sends and gives the answer when its headers are here. */
    Answer send(Message message, Hop hop, Trust trust, Duration wait) throws IOException {
        HttpClient client = client(hop, trust);
        try {
            client.start();
            InputStreamResponseListener arriving = new InputStreamResponseListener();
            request(client, message).send(arriving);
            Response response = arriving.get(wait.toMillis(), TimeUnit.MILLISECONDS);
            return new Answer(response.getStatus(), headers(response), new Body(arriving.getInputStream(), client));
        } catch (InterruptedException e) {
            stop(client);
            Thread.currentThread().interrupt();
            throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
        } catch (Exception e) { // as starting the client declares
            stop(client);
            throw failure(e instanceof ExecutionException ? e.getCause() : e);
        }
    }

    private HttpClient client(Hop hop, Trust trust) throws IOException {
        ClientConnector connector = new ClientConnector();
        SslContextFactory.Client tls = new SslContextFactory.Client(trust.anyCertificate());
        if (!trust.equals(Trust.machine())) {
            tls.setSslContext(trust.context());
        }
        connector.setSslContextFactory(tls);
        connector.setConnectTimeout(connect);
        HttpClient client = new HttpClient(new HttpClientTransportOverHTTP(connector));
        QueuedThreadPool threads = new QueuedThreadPool(THREADS, 1);
        threads.setName("registry proxy");
        threads.setDaemon(true);
        client.setExecutor(threads);
        client.setFollowRedirects(false);
        client.setIdleTimeout(silence.toMillis());
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "servin"));
        client.getProxyConfiguration().addProxy(proxy(hop, client));
        return client;
    }

    private static ProxyConfiguration.Proxy proxy(Hop hop, HttpClient client) {
        String user = hop.login().replaceFirst(":.*$", "");
        String password = hop.login().substring(Math.min(hop.login().length(), user.length() + 1));
        if (hop.kind() == Hop.Kind.SOCKS5) {
            Socks5Proxy socks = new Socks5Proxy(hop.host(), hop.port());
            if (!hop.login().isEmpty()) {
                socks.putAuthenticationFactory(new Socks5.UsernamePasswordAuthenticationFactory(user, password));
            }
            return socks;
        }
        HttpProxy proxy = new HttpProxy(new Origin.Address(hop.host(), hop.port()), true);
        if (!hop.login().isEmpty()) {
            client.getAuthenticationStore().addAuthenticationResult(new BasicAuthentication.BasicResult(proxy.getURI(), HttpHeader.PROXY_AUTHORIZATION, user, password));
        }
        return proxy;
    }

    private static Request request(HttpClient client, Message message) {
        client.getProtocolHandlers().clear(); // answers are the caller's, whatever they are
        client.getContentDecoderFactories().clear();
        Request request = client.newRequest(message.uri()).method(message.method());
        request.headers(fields -> message.headers().forEach(fields::put));
        Outgoing body = message.body();
        if (body != null) {
            request.body(new InputStreamRequestContent(message.headers().getOrDefault("Content-Type", "application/octet-stream"), body.begin(),
                    new ByteBufferPool.Sized(ByteBufferPool.NON_POOLING)) {
                @Override
                public long getLength() {
                    return body.length();
                }
            });
        }
        return request;
    }

    private static HttpHeaders headers(Response response) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        response.getHeaders().getFieldNamesCollection().forEach(name -> fields.put(name, response.getHeaders().getValuesList(name)));
        return HttpHeaders.of(fields, (name, value) -> true);
    }

    private static IOException failure(Throwable cause) {
        if (cause instanceof java.net.SocketTimeoutException) {
            return initialised(new HttpConnectTimeoutException("no connection"), cause);
        }
        if (cause instanceof TimeoutException) {
            return initialised(new HttpTimeoutException("no answer"), cause);
        }
        return cause instanceof IOException io ? io : new IOException(String.valueOf(cause.getMessage()), cause);
    }

    private static IOException initialised(IOException e, Throwable cause) {
        e.initCause(cause);
        return e;
    }

    private static void stop(HttpClient client) {
        boolean interrupted = Thread.interrupted(); // which would keep it from stopping
        try {
            client.stop();
        } catch (Exception e) { // as it declares; there is nothing left to do with it
            throw new IllegalStateException("the client of a proxy does not stop: " + e.getMessage(), e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the client when it is closed. */
    private final class Body extends FilterInputStream {
        private final HttpClient client;

        Body(InputStream in, HttpClient client) {
            super(in);
            this.client = client;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            try {
                return in.read(bytes, offset, length);
            } catch (IOException e) {
                if (Thread.currentThread().isInterrupted() || e instanceof java.io.InterruptedIOException) {
                    Thread.currentThread().interrupt();
                    throw new ServinException(ErrorKind.CANCELLED, "context canceled", e);
                }
                throw e.getCause() instanceof TimeoutException ? new IOException("i/o timeout: nothing arrived for " + silence.toSeconds() + " seconds", e) : HttpFailures.body(e);
            }
        }

        @Override
        public void close() throws IOException {
            try {
                in.close();
            } finally {
                stop(client);
            }
        }
    }
}
