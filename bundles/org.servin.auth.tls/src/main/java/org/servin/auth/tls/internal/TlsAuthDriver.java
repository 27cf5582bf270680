package org.servin.auth.tls.internal;

import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AuthDriver;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;

/**
 * Knows callers by the certificate that the listener has verified: the common name is the caller's name, the organisational units are the groups.
 */
@Component
@Driver(kind = "auth", name = "tls")
public final class TlsAuthDriver implements AuthDriver {
    @Override
    public Probe probe() {
        return Probe.usable();
    }

    @Override
    public Optional<Principal> authenticate(Caller caller) {
        return caller.certificates().stream().findFirst().map(TlsAuthDriver::principal);
    }

    private static Principal principal(X509Certificate certificate) {
        String subject = certificate.getSubjectX500Principal().getName();
        String name = null;
        Set<String> groups = new LinkedHashSet<>();
        try {
            for (Rdn part : new LdapName(subject).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    name = part.getValue().toString();
                } else if (part.getType().equalsIgnoreCase("OU")) {
                    groups.add(part.getValue().toString());
                }
            }
        } catch (InvalidNameException e) {
            throw new ServinException(ErrorKind.UNAUTHENTICATED, "the certificate's subject \"" + subject + "\" is not a name", e);
        }
        // one without a common name still has a subject, and was vouched for
        return new Principal(name == null ? subject : name, groups, "tls");
    }
}
