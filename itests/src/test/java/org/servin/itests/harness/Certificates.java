package org.servin.itests.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An authority with a server's and a client's certificate, made by openssl(1): {@code ca.crt}, {@code server.crt}, {@code server.key}, {@code client.cert}, {@code client.key}. */
public record Certificates(Path folder) {
    /** Makes them in a folder, the server's for an address. */
    public static Certificates make(Path folder, String address) throws IOException {
        Certificates made = new Certificates(folder);
        made.openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=authority", "-keyout", "ca.key", "-out", "ca.crt");
        Files.writeString(folder.resolve("names"), "subjectAltName=IP:" + address + "\n");
        made.issue("server", "server.crt", "-extfile", folder.resolve("names").toString());
        made.issue("client", "client.cert");
        return made;
    }

    private void issue(String name, String certificate, String... more) {
        openssl("req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=" + name, "-keyout", name + ".key", "-out", name + ".csr");
        List<String> sign = new ArrayList<>(List.of("x509", "-req", "-days", "2", "-in", name + ".csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-out", certificate));
        sign.addAll(List.of(more));
        openssl(sign.toArray(String[]::new));
    }

    private void openssl(String... args) {
        List<String> all = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec openssl \"$@\"", folder.toString()));
        all.addAll(List.of(args));
        Command.run(all.toArray(String[]::new)).exits(0);
    }

    /** What a server needs to show its certificate. */
    public SSLContext ofServer() throws IOException, GeneralSecurityException {
        char[] password = "changeit".toCharArray();
        openssl("pkcs12", "-export", "-in", "server.crt", "-inkey", "server.key", "-out", "server.p12", "-passout", "pass:" + new String(password));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(file("server.p12").toFile(), password), password);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** One of the files. */
    public Path file(String name) {
        return folder.resolve(name);
    }
}
