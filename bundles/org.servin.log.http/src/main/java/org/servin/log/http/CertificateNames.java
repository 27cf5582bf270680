package org.servin.log.http;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The names in certificates, as RFC 6125 has them compared: subject alternative names only, a wildcard for the whole first label only. */
final class CertificateNames {
    private static final int DNS = 2;
    private static final int ADDRESS = 7;

    private CertificateNames() { }

    /** Fails unless the certificate is for that name. */
    static void mustName(String name, X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        if (names == null || names.stream().noneMatch(entry -> matches(entry, name.toLowerCase(Locale.ROOT)))) {
            throw new CertificateException("x509: certificate is not valid for " + name);
        }
    }

    private static boolean matches(List<?> entry, String name) {
        int kind = (Integer) entry.get(0);
        if (kind != DNS && kind != ADDRESS) {
            return false;
        }
        String pattern = entry.get(1).toString().toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        return pattern.equals(name) || kind == DNS && dot > 0 && pattern.startsWith("*.") && pattern.substring(1).equals(name.substring(dot));
    }
}
