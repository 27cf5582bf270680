package org.servin.image.internal.registry;

import java.io.IOException;
import java.net.URI;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.reference.Registries;
import org.servin.image.internal.registry.RegistryHttp.Message;
import org.servin.image.internal.registry.RegistrySettings.Endpoint;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds registries and speaks to them (Docker Registry HTTP API v2, OCI distribution specification). Thread-safe. */
public final class RegistryClient {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
    private final RegistrySettings settings;
    private final RegistryHttp http;

    /** With the administrator's settings. */
    public RegistryClient(RegistrySettings settings) {
        this.settings = settings;
        this.http = new RegistryHttp(settings.limits().silence(), settings.proxies());
    }

    /** A search for images at registries. */
    public Search search() {
        return new Search(settings, http);
    }

    /** Something to do with a repository. */
    @FunctionalInterface
    public interface Job<T> {
        /** Does it. */
        T with(Repository repository) throws IOException;
    }

    /**
     * Does a job with a repository at the first place that serves: mirrors, then the registry by TLS, then without where that is allowed. A mirror's
     * failure is passed over; the registry's own answer counts.
     */
    public <T> T with(ImageReference reference, RegistryLogin login, boolean push, Job<T> job) throws IOException {
        IOException last = null;
        for (Endpoint endpoint : settings.endpoints(reference.domain(), push)) {
            Connection connection;
            try {
                connection = Connection.open(http, endpoint, endpoint.mirror() ? RegistryLogin.none() : login, false);
            } catch (IOException e) {
                last = e;
                continue;
            }
            Repository repository = new Repository(connection, reference.path(), push);
            if (!endpoint.mirror()) {
                return job.with(repository);
            }
            try {
                return job.with(repository);
            } catch (IOException e) {
                last = passedOver(endpoint, reference, e);
            } catch (ServinException e) {
                if (e.kind() == ErrorKind.CANCELLED) {
                    throw e;
                }
                last = passedOver(endpoint, reference, new IOException(e.getMessage(), e));
            }
        }
        throw last;
    }

    private static IOException passedOver(Endpoint mirror, ImageReference reference, IOException e) {
        LOG.warn("the mirror {} does not serve {}, going on without it", mirror.base(), reference, e);
        return e;
    }

    /** Checks credentials, failing in dockerd's words. Gives a token to keep instead, or empty. */
    public String login(RegistryLogin login) throws IOException {
        String domain = domain(login.serverAddress());
        IOException last = null;
        for (Endpoint endpoint : settings.endpoints(domain, true)) {
            Connection connection;
            try {
                connection = Connection.open(http, endpoint, login, true);
            } catch (IOException e) {
                last = e;
                continue;
            }
            return check(connection);
        }
        throw last;
    }

    private static String domain(String address) {
        String host = address.replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        if (host.indexOf(' ') >= 0) {
            throw ServinException.invalid("unable to parse server address: parse \"https://" + host + "\": invalid character \" \" in host name");
        }
        return host.isEmpty() || host.equals(Registries.LEGACY_DOMAIN) ? Registries.DEFAULT_DOMAIN : host;
    }

    private static String check(Connection connection) throws IOException {
        URI uri = connection.uri("/v2/");
        Answer response = connection.ask(Message.get(uri), "");
        response.body().close();
        if (response.statusCode() == 200) {
            return connection.identityToken();
        }
        throw new IOException("login attempt to " + uri + " failed with status: " + response.statusCode() + " " + Statuses.text(response.statusCode()));
    }
}
