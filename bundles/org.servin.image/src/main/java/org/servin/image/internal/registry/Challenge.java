package org.servin.image.internal.registry;

import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One demand of a WWW-Authenticate header.
 *
 * @param scheme in lower case, such as {@code bearer}
 * @param parameters by their names in lower case
 */
record Challenge(String scheme, Map<String, String> parameters) {
    private static final Pattern SCHEME = Pattern.compile("\\G\\s*,?\\s*([A-Za-z0-9_-]++)(?:\\s+|$)(?!=)");
    private static final Pattern PARAMETER = Pattern.compile("\\G\\s*,?\\s*([A-Za-z0-9_-]++)\\s*=\\s*(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s,\"]*+))");

    /** All demands of an answer. */
    static List<Challenge> of(HttpHeaders headers) {
        List<Challenge> found = new ArrayList<>();
        headers.allValues("WWW-Authenticate").forEach(value -> parse(value, found));
        return found;
    }

    /** The demand of a scheme. */
    static Optional<Challenge> find(List<Challenge> challenges, String scheme) {
        return challenges.stream().filter(c -> c.scheme.equals(scheme)).findFirst();
    }

    /** Whether it is of a kind that is known here. */
    boolean canBeAnswered() {
        return scheme.equals("bearer") || scheme.equals("basic");
    }

    private static void parse(String header, List<Challenge> found) {
        Matcher scheme = SCHEME.matcher(header);
        Matcher parameter = PARAMETER.matcher(header);
        int at = 0;
        while (scheme.find(at) && scheme.start() == at) {
            Map<String, String> parameters = new HashMap<>();
            at = scheme.end();
            while (parameter.find(at) && parameter.start() == at) {
                String quoted = parameter.group(2);
                parameters.put(parameter.group(1).toLowerCase(Locale.ROOT), quoted == null ? parameter.group(3) : quoted.replaceAll("\\\\(.)", "$1"));
                at = parameter.end();
            }
            found.add(new Challenge(scheme.group(1).toLowerCase(Locale.ROOT), parameters));
        }
    }
}
