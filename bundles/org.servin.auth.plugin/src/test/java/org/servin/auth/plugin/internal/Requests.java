package org.servin.auth.plugin.internal;

import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Target;

/** Requests for tests. */
final class Requests {
    static final Principal NOBODY = new Principal("local", Set.of(), "unix");

    private Requests() { }

    private record Text(String json) implements AccessRequest.Document {
        @Override
        public byte[] utf8() {
            return json.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Set<String> at(String pointer) {
            throw new UnsupportedOperationException();
        }
    }

    static AccessRequest get(String uri) {
        return of(NOBODY, "GET", uri, List.of(), Map.of(), Optional.empty());
    }

    static AccessRequest post(String uri, String document, Map<String, List<String>> headers) {
        return of(NOBODY, "POST", uri, List.of(), headers, Optional.of(document));
    }

    static AccessRequest of(Principal principal, String method, String uri, List<X509Certificate> certificates, Map<String, List<String>> headers, Optional<String> document) {
        return new AccessRequest(principal, new Caller("unix", "", certificates, headers), method, uri, "some.action", Target.NONE, Map.of(), document.map(Text::new));
    }
}
