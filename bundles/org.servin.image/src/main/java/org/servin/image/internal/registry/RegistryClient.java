package org.servin.image.internal.registry;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import org.servin.image.RegistryLogin;
import org.servin.image.internal.reference.ImageReference;
import org.servin.image.internal.reference.Registries;
import org.servin.image.internal.registry.Connection.Question;
import org.servin.image.internal.registry.RegistrySettings.Endpoint;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds registries and speaks to them (Docker Registry HTTP API v2, OCI distribution specification). Thread-safe. */
public final class RegistryClient {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
    private final RegistrySettings settings;
    private final RegistryHttp http = new RegistryHttp();

    /** With the administrator's settings. */
    public RegistryClient(RegistrySettings settings) {
        this.settings = settings;
    }

    /** The settings. */
    public RegistrySettings settings() {
        return settings;
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
                connection = Connection.open(http, endpoint, endpoint.mirror() ? RegistryLogin.none() : login);
            } catch (IOException e) {
                last = e;
                continue;
            }
            try {
                return job.with(new Repository(connection, reference.path(), push));
            } catch (RegistryException e) {
                if (!endpoint.mirror()) {
                    throw e;
                }
                LOG.warn("the mirror {} does not serve {}, going on without it", connection.host(), reference, e);
                last = e;
            }
        }
        throw last;
    }

    /** Checks credentials; UNAUTHENTICATED in dockerd's words. Gives a token to keep instead, or empty. */
    public String login(RegistryLogin login) throws IOException {
        String address = login.serverAddress().replaceFirst("^https?://", "").replaceFirst("/.*$", "");
        String domain = address.isEmpty() || address.equals(Registries.LEGACY_DOMAIN) ? Registries.DEFAULT_DOMAIN : address;
        IOException last = null;
        List<Endpoint> endpoints = settings.endpoints(domain, true);
        for (Endpoint endpoint : endpoints) {
            Connection connection;
            try {
                connection = Connection.open(http, endpoint, login);
            } catch (IOException e) {
                last = e;
                continue;
            }
            return check(connection);
        }
        throw last;
    }

    private static String check(Connection connection) throws IOException {
        URI uri = connection.uri("/v2/");
        try {
            HttpResponse<InputStream> response = connection.ask(Question.of("GET", uri, ""));
            response.body().close();
            if (response.statusCode() == 200) {
                return connection.identityToken();
            }
            throw new ServinException(ErrorKind.UNAUTHENTICATED,
                    "login attempt to " + uri + " failed with status: " + response.statusCode() + " " + Statuses.text(response.statusCode()));
        } catch (UnauthenticatedException e) {
            throw new ServinException(ErrorKind.UNAUTHENTICATED, e.getMessage(), e);
        }
    }
}
