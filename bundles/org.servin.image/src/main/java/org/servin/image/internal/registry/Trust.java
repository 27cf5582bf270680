package org.servin.image.internal.registry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.servin.linux.pem.AnyCertificate;
import org.servin.linux.pem.PemFiles;

/**
 * How TLS is spoken with a registry: whom to trust, and how to prove oneself. Equal where the same connections may be used.
 *
 * @param anyCertificate whether any certificate will do, as of registries that the administrator called insecure
 * @param authorities certificates to trust besides the machine's
 * @param identities keys to prove oneself with, by the file of their certificates
 * @param changed when one of the files changed last, in milliseconds since 1970
 */
record Trust(boolean anyCertificate, List<Path> authorities, Map<Path, Path> identities, long changed) {
    private static final Trust MACHINE = new Trust(false, List.of(), Map.of(), 0);

    Trust {
        authorities = List.copyOf(authorities);
        identities = Map.copyOf(identities);
    }

    /** What the machine trusts. */
    static Trust machine() {
        return MACHINE;
    }

    /** As dockerd reads a registry's folder in {@code certs.d}: {@code *.crt} are authorities, {@code *.cert} and {@code *.key} a client's. No folder: none of that. */
    static Trust of(Path folder, boolean anyCertificate) throws IOException {
        if (!Files.isDirectory(folder)) {
            return new Trust(anyCertificate, List.of(), Map.of(), 0);
        }
        List<Path> files = files(folder);
        long changed = 0;
        for (Path file : files) {
            changed = Math.max(changed, Files.getLastModifiedTime(file).toMillis());
        }
        return new Trust(anyCertificate, files.stream().filter(f -> ends(f, ".crt")).toList(), identities(files), changed);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(f -> ends(f, ".crt") || ends(f, ".cert") || ends(f, ".key")).sorted().toList();
        }
    }

    private static Map<Path, Path> identities(List<Path> files) throws IOException {
        Map<Path, Path> pairs = new TreeMap<>();
        for (Path file : files) {
            if (ends(file, ".cert")) {
                Path key = sibling(file, ".cert", ".key");
                if (!files.contains(key)) {
                    throw new IOException("missing key " + key.getFileName() + " for client certificate " + file.getFileName()
                            + ". Note that CA certificates should use the extension .crt");
                }
                pairs.put(file, key);
            } else if (ends(file, ".key") && !files.contains(sibling(file, ".key", ".cert"))) {
                throw new IOException("missing client certificate " + sibling(file, ".key", ".cert").getFileName() + " for key " + file.getFileName());
            }
        }
        return pairs;
    }

    private static boolean ends(Path file, String extension) {
        return file.getFileName().toString().endsWith(extension);
    }

    private static Path sibling(Path file, String from, String to) {
        String name = file.getFileName().toString();
        return file.resolveSibling(name.substring(0, name.length() - from.length()) + to);
    }

    /** The same for connections. */
    SSLContext context() throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(identities.isEmpty() ? null : keys(), trusted(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the certificates " + authorities + " and " + identities + ": " + e.getMessage(), e);
        }
    }

    private KeyManager[] keys() throws IOException, GeneralSecurityException {
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(PemFiles.identities(identities), new char[0]);
        return factory.getKeyManagers();
    }

    private TrustManager[] trusted() throws IOException, GeneralSecurityException {
        if (anyCertificate) {
            return new TrustManager[] {new AnyCertificate()}; // content is checked by its digest all the same
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(authorities.isEmpty() ? null : all());
        return factory.getTrustManagers();
    }

    private KeyStore all() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        TrustManagerFactory machine = TrustManagerFactory.getInstance("PKIX");
        machine.init((KeyStore) null);
        int number = 0;
        for (X509Certificate certificate : ((X509TrustManager) machine.getTrustManagers()[0]).getAcceptedIssuers()) {
            store.setCertificateEntry("machine" + number++, certificate);
        }
        for (Path file : authorities) {
            for (var certificate : PemFiles.certificates(file)) {
                store.setCertificateEntry("own" + number++, certificate);
            }
        }
        return store;
    }
}
