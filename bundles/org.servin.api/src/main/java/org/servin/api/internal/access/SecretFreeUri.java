package org.servin.api.internal.access;

import java.util.regex.Pattern;

/** Takes out of a request's path and query what nobody should read later: names and passwords inside URLs that are parameters. */
final class SecretFreeUri {
    private static final Pattern USER_INFO = Pattern.compile("((?:://|%3A%2F%2F|%3a%2f%2f))[^/?&#]*?(@|%40)");

    private SecretFreeUri() { }

    static String of(String uri) {
        return uri.indexOf('@') < 0 && !uri.contains("%40") ? uri : USER_INFO.matcher(uri).replaceAll("$1***$2");
    }
}
