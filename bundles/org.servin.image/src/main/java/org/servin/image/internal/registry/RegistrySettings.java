package org.servin.image.internal.registry;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.servin.image.internal.reference.Registries;

/**
 * The administrator's word about registries.
 *
 * @param insecure hosts with or without port, and networks in CIDR form, that may be spoken to without TLS or a known certificate
 * @param mirrors base URLs that are asked before the default registry
 * @param limits how much at once, how often, how long
 * @param certificates the folder with a folder of certificates for each registry
 * @param proxies which proxy leads where
 */
public record RegistrySettings(List<String> insecure, List<String> mirrors, Limits limits, Path certificates, Proxies proxies) {
    private static final Path CERTIFICATES = Path.of("/etc/docker/certs.d");
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    /** Copies the lists. Dockerd, too, takes what an insecure registry begins with for an oversight. */
    public RegistrySettings {
        insecure = insecure.stream().map(registry -> registry.replaceFirst("^https?://", "")).toList();
        mirrors = List.copyOf(mirrors);
    }

    /** Settings of dockerd's defaults. */
    public static RegistrySettings defaults() {
        return new RegistrySettings(List.of(), List.of(), new Limits(3, 5, 5, Duration.ofSeconds(60)), CERTIFICATES, Proxies.NONE);
    }

    /** The same with other limits. */
    public RegistrySettings with(Limits other) {
        return new RegistrySettings(insecure, mirrors, other, certificates, proxies);
    }

    /** The same with other proxies. */
    public RegistrySettings with(Proxies other) {
        return new RegistrySettings(insecure, mirrors, limits, certificates, other);
    }

    /** The same with other registries that may be insecure, and other mirrors. */
    public RegistrySettings with(List<String> otherInsecure, List<String> otherMirrors) {
        return new RegistrySettings(otherInsecure, otherMirrors, limits, certificates, proxies);
    }

    /** The same with another folder of certificates. */
    public RegistrySettings with(Path otherCertificates) {
        return new RegistrySettings(insecure, mirrors, limits, otherCertificates, proxies);
    }

    /**
     * Limits of all that is done with registries.
     *
     * @param downloads how many layers are downloaded at once; 0 for all
     * @param uploads how many layers are uploaded at once; 0 for all
     * @param attempts how often a download is tried
     * @param silence how long a registry may say nothing, and take nothing, before that is a failure
     */
    public record Limits(int downloads, int uploads, int attempts, Duration silence) {
        private static final int ALL = 1000;

        /** No limit is one that no image reaches. */
        public Limits {
            downloads = downloads <= 0 ? ALL : downloads;
            uploads = uploads <= 0 ? ALL : uploads;
            attempts = Math.max(1, attempts);
        }
    }

    /** Where a registry's API may be found, in the order to try. Fails where its certificates are not in order. */
    List<Endpoint> endpoints(String domain, boolean push) throws IOException {
        List<Endpoint> found = new ArrayList<>();
        if (domain.equals(Registries.DEFAULT_DOMAIN)) {
            if (!push) {
                for (String mirror : mirrors) {
                    URI uri = URI.create(mirror.replaceFirst("/+$", ""));
                    found.add(new Endpoint(uri, trust(uri.getAuthority()), true));
                }
            }
            found.add(new Endpoint(URI.create("https://" + Registries.DEFAULT_HOST), Trust.machine(), false));
            return found;
        }
        Trust trust = trust(domain);
        found.add(new Endpoint(URI.create("https://" + domain), trust, false));
        if (trust.anyCertificate()) {
            found.add(new Endpoint(URI.create("http://" + domain), trust, false));
        }
        return found;
    }

    private Trust trust(String host) throws IOException {
        return Trust.of(certificates.resolve(host), isInsecure(host));
    }

    /** Whether a host may be spoken to without TLS: as named by the settings, or this machine itself. */
    boolean isInsecure(String host) {
        if (insecure.contains(host)) {
            return true;
        }
        String name = URI.create("https://" + host).getHost();
        return name != null && addresses(name).anyMatch(address -> Stream.concat(LOOPBACK.stream(), insecure.stream().filter(Networks::isNetwork))
                .anyMatch(network -> Networks.contains(network, address)));
    }

    private static Stream<InetAddress> addresses(String name) {
        try {
            return Stream.of(InetAddress.getAllByName(name));
        } catch (UnknownHostException e) {
            // Unknown here means that connecting will say so, by its own words.
            return Stream.empty();
        }
    }

    /**
     * A place where a registry's API may be.
     *
     * @param base scheme and authority, perhaps a path
     * @param trust how TLS is spoken there
     * @param mirror whether it stands in for the default registry
     */
    record Endpoint(URI base, Trust trust, boolean mirror) {
        /** Whether whatever answers there is believed. */
        boolean lax() {
            return trust.anyCertificate();
        }
    }
}
