package org.servin.launcher;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The options of TLS, as dockerd has them. */
final class TlsOptions {
    @Option(names = "--tls", arity = "0..1", fallbackValue = "true", paramLabel = "BOOLEAN", description = "TLS on tcp://")
    private Boolean tls;

    @Option(names = "--tlsverify", arity = "0..1", fallbackValue = "true", paramLabel = "BOOLEAN", description = "the same, and clients must have a certificate of the authority")
    private Boolean verify;

    @Option(names = "--tlscacert", paramLabel = "FILE", description = "who signs clients' certificates (with --tlsverify: ~/.docker/ca.pem)")
    private Path authorities;

    @Option(names = "--tlscert", paramLabel = "FILE", description = "the engine's certificate (default: ~/.docker/cert.pem)")
    private Path certificate;

    @Option(names = "--tlskey", paramLabel = "FILE", description = "its key (default: ~/.docker/key.pem)")
    private Path key;

    @Option(names = "--tlscrl", paramLabel = "FILE", description = "which clients' certificates are revoked")
    private Path revoked;

    /** Those that were given, by the keys of daemon.json. */
    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        if (tls != null) {
            values.put("tls", tls);
        }
        if (verify != null) {
            values.put("tlsverify", verify);
        }
        put(values, "tlscacert", authorities);
        put(values, "tlscert", certificate);
        put(values, "tlskey", key);
        put(values, "tlscrl", revoked);
        return values;
    }

    private static void put(Map<String, Object> values, String key, Path file) {
        if (file != null) {
            values.put(key, file.toAbsolutePath().toString());
        }
    }
}
