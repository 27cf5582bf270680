package org.servin.http.internal;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.servin.linux.pem.PemFiles;

/** An authority in a folder of a test, by openssl(1): certificates are {@code NAME.pem}, their keys {@code NAME-key.pem}. */
record OpenSsl(Path folder) {
    private static final String CONFIGURATION = """
            [ca]
            default_ca=d
            [d]
            database=index.txt
            new_certs_dir=.
            serial=serial
            default_md=sha256
            default_days=2
            default_crl_days=1
            policy=p
            unique_subject=no
            private_key=ca-key.pem
            certificate=ca.pem
            [p]
            commonName=supplied
            """;

    /** A new authority, {@code ca.pem}. */
    static OpenSsl authority(Path folder) throws IOException {
        OpenSsl made = new OpenSsl(Files.createDirectories(folder));
        Files.writeString(folder.resolve("ca.conf"), CONFIGURATION);
        made.run("touch index.txt && echo 10 >serial");
        made.selfSigned("ca");
        return made;
    }

    /** A certificate that vouches for itself. */
    OpenSsl selfSigned(String name) throws IOException {
        return run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=" + name + " -keyout " + name + "-key.pem -out " + name + ".pem");
    }

    /** One of the authority, with its extensions, and more options of ca(1). */
    OpenSsl issue(String name, String extensions, String... options) throws IOException {
        Files.writeString(folder.resolve(name + ".ext"), extensions + "\n");
        return run("openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=" + name + " -keyout " + name + "-key.pem -out " + name + ".csr"
                + " && openssl ca -batch -notext -config ca.conf -extfile " + name + ".ext -in " + name + ".csr -out " + name + ".pem " + String.join(" ", options));
    }

    OpenSsl revoke(String name) throws IOException {
        return run("openssl ca -config ca.conf -revoke " + name + ".pem");
    }

    /** Puts the list of the revoked ones in its place at once. */
    OpenSsl list(String file, String... options) throws IOException {
        return run("openssl ca -config ca.conf -gencrl -out new.crl " + String.join(" ", options) + " && mv new.crl " + file);
    }

    /** Runs a command of the shell in the folder. */
    OpenSsl run(String command) throws IOException {
        Process process = new ProcessBuilder("sh", "-c", command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(command + ": " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        return this;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    /** What a client with a certificate, or without one if that is empty, needs to reach a server of this authority. */
    SSLContext client(String name) throws IOException {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(PemFiles.authorities(file("ca.pem")));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(name.isEmpty() ? new KeyManager[0] : keys(name), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private KeyManager[] keys(String name) throws GeneralSecurityException, IOException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(PemFiles.identity(file(name + ".pem"), file(name + "-key.pem")), new char[0]);
        KeyManager known = keys.getKeyManagers()[0];
        // a client of Java holds back what the server will not take: this one presents it nevertheless
        return new KeyManager[] {new Insistent((X509ExtendedKeyManager) known, file(name + ".pem").toString())};
    }

    private static final class Insistent extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;
        private final String alias;

        Insistent(X509ExtendedKeyManager keys, String alias) {
            this.keys = keys;
            this.alias = "1.0." + alias.toLowerCase(Locale.ROOT);
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return List.of(keyType).contains("EC") ? alias : null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {alias};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String name) {
            return keys.getCertificateChain(name);
        }

        @Override
        public PrivateKey getPrivateKey(String name) {
            return keys.getPrivateKey(name);
        }
    }
}
