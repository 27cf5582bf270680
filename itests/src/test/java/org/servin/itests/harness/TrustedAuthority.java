package org.servin.itests.harness;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import org.junit.rules.ExternalResource;

/** An authority that an engine trusts as one of the machine's: the engine sees a copy of its Java's authorities with this one in it. As a class rule: made before the class. */
public final class TrustedAuthority extends ExternalResource {
    private static final char[] PASSWORD = "changeit".toCharArray();
    private final Path folder = Path.of("/var/tmp/servin-authority-" + ProcessHandle.current().pid());
    private final Path authorities = authoritiesOfEngines();
    private final String address;
    private Certificates certificates;

    /** It vouches for a server at this address. */
    public TrustedAuthority(String address) {
        this.address = address;
    }

    /** Of the Java that {@code bin/servin} takes. */
    private static Path authoritiesOfEngines() {
        String java = Command.run("sh", "-c", "readlink -f \"${JAVA_HOME:+$JAVA_HOME/bin/java}\" || readlink -f \"$(command -v java)\"").text();
        return Path.of(java).getParent().resolveSibling("lib/security/cacerts");
    }

    /** The engine, which is started later. */
    public Engine trustedBy(Engine engine) {
        return engine.seeing(folder.resolve("cacerts"), authorities);
    }

    @Override
    protected void before() throws IOException, GeneralSecurityException {
        Files.createDirectories(folder);
        certificates = Certificates.make(folder, address);
        KeyStore store = KeyStore.getInstance(authorities.toFile(), PASSWORD);
        try (InputStream certificate = Files.newInputStream(certificates.file("ca.crt")); OutputStream out = Files.newOutputStream(folder.resolve("cacerts"))) {
            store.setCertificateEntry("servin-itests", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
            store.store(out, PASSWORD);
        }
    }

    /** Of the server. */
    public Certificates certificates() {
        return certificates;
    }

    @Override
    protected void after() {
        Command.run("rm", "-rf", folder.toString()).exits(0);
    }
}
