package org.servin.auth.tls.internal;

import java.security.cert.X509Certificate;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import javax.naming.NamingException;
import javax.naming.directory.Attribute;
import javax.naming.directory.Attributes;
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
        if (subject.isEmpty()) {
            throw new ServinException(ErrorKind.UNAUTHENTICATED, "the certificate has no subject, so that its owner has no name");
        }
        String name = subject; // without a common name, too, somebody was vouched for
        Set<String> groups = new LinkedHashSet<>();
        try {
            for (Rdn part : new LdapName(subject).getRdns()) { // the most specific one comes last
                Attributes attributes = part.toAttributes();
                name = text(attributes.get("CN"), subject).orElse(name);
                text(attributes.get("OU"), subject).ifPresent(groups::add);
            }
        } catch (NamingException e) {
            throw new ServinException(ErrorKind.UNAUTHENTICATED, "the certificate's subject \"" + subject + "\" is not a name", e);
        }
        return new Principal(name, groups, "tls");
    }

    private static Optional<String> text(Attribute attribute, String subject) throws NamingException {
        if (attribute == null) {
            return Optional.empty();
        }
        if (!(attribute.get() instanceof String text)) { // LDAP gives what it does not know as bytes
            throw new ServinException(ErrorKind.UNAUTHENTICATED, attribute.getID() + " in the certificate's subject \"" + subject + "\" is not a text");
        }
        if (text.isBlank()) {
            throw new ServinException(ErrorKind.UNAUTHENTICATED, attribute.getID() + " in the certificate's subject \"" + subject + "\" is empty");
        }
        return Optional.of(text);
    }
}
