package org.servin.http.internal.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files of a listener's TLS.
 *
 * @param certificate the server's, and those between it and its authority
 * @param key the server's private one
 * @param authorities who sign clients' certificates; without it, clients are asked for none
 * @param revoked lists of certificates that are not to be trusted any more, one of each authority
 * @param verify whether clients must have a certificate
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> authorities, Optional<Path> revoked, boolean verify) {
    /**
     * As dockerd finds them: what is not set is {@code cert.pem}, {@code key.pem} and, if clients must have a certificate, {@code ca.pem} in the folder {@code DOCKER_CERT_PATH},
     * or {@code .docker} of who runs the engine.
     *
     * @param environment of this process
     */
    public static TlsFiles of(String certificate, String key, String authorities, String revoked, boolean verify, Map<String, String> environment) throws IOException {
        String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
        Path folder = Path.of(environment.getOrDefault("DOCKER_CERT_PATH", home + "/.docker"));
        Optional<Path> signers = authorities.isEmpty() ? verify ? Optional.of(folder.resolve("ca.pem")) : Optional.empty() : Optional.of(Path.of(authorities));
        TlsFiles files = new TlsFiles(certificate.isEmpty() ? folder.resolve("cert.pem") : Path.of(certificate), key.isEmpty() ? folder.resolve("key.pem") : Path.of(key), signers,
                revoked.isEmpty() ? Optional.empty() : Optional.of(Path.of(revoked)), verify);
        if (files.revoked.isPresent() && signers.isEmpty()) {
            throw new IOException("tlscrl needs tlscacert");
        }
        files.mustExist();
        return files;
    }

    private void mustExist() throws IOException {
        List<String> missing = Stream.of(Optional.of(certificate), Optional.of(key), authorities, revoked).flatMap(Optional::stream).filter(f -> !Files.isRegularFile(f))
                .map(Path::toString).toList();
        if (!missing.isEmpty()) {
            throw new IOException("TLS needs tlscert and tlskey, and tlsverify needs tlscacert too; not there: " + String.join(", ", missing));
        }
    }

    /** What changes when the server's certificate or key does. */
    List<String> identityState() {
        return List.of(state(certificate), state(key));
    }

    /** What changes when what is trusted does. */
    List<String> trustState() {
        return Stream.of(authorities, revoked).flatMap(Optional::stream).map(TlsFiles::state).toList();
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
            return a.fileKey() + " " + a.size() + " " + a.lastModifiedTime();
        } catch (IOException e) {
            return e.toString();
        }
    }
}
