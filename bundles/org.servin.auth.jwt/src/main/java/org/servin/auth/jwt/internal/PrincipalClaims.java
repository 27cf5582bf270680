package org.servin.auth.jwt.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.servin.spi.auth.Principal;

/** Reads who a token is for. */
final class PrincipalClaims {
    private static final int LONGEST = 256;
    private static final int MOST_GROUPS = 1000;
    private final String name;
    private final String groups;

    PrincipalClaims(String name, String groups) {
        this.name = name;
        this.groups = groups;
    }

    Principal read(ObjectNode claims) {
        JsonNode found = find(claims, name);
        if (!found.isTextual()) {
            throw Refusal.of("it does not name its bearer: its claim " + name + " is not a text");
        }
        return new Principal(plain(found.textValue(), name), groups(find(claims, groups)), "jwt");
    }

    /** Names of claims may have dots, as those that are URLs do, so that a name as it stands goes before a path. */
    private static JsonNode find(JsonNode in, String path) {
        if (in.has(path)) {
            return in.get(path);
        }
        for (int dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
            JsonNode inner = in.path(path.substring(0, dot));
            if (inner.isObject()) {
                JsonNode found = find(inner, path.substring(dot + 1));
                if (!found.isMissingNode()) {
                    return found;
                }
            }
        }
        return MissingNode.getInstance();
    }

    private Set<String> groups(JsonNode found) {
        Set<String> all = new LinkedHashSet<>();
        if (found.isTextual()) {
            List.of(found.textValue().split(" ")).stream().filter(group -> !group.isEmpty()).forEach(group -> all.add(plain(group, groups)));
        } else if (found.isArray()) {
            for (JsonNode one : found) {
                if (!one.isTextual()) {
                    throw Refusal.of("its claim " + groups + " has something that is not a text");
                }
                all.add(plain(one.textValue(), groups));
            }
        } else if (!found.isMissingNode() && !found.isNull()) {
            throw Refusal.of("its claim " + groups + " is neither a text nor a list of texts");
        }
        if (all.size() > MOST_GROUPS) {
            throw Refusal.of("its claim " + groups + " has more than " + MOST_GROUPS + " groups");
        }
        return all;
    }

    /** Names go into rules and logs, where nobody may write lines of their own. */
    private static String plain(String text, String claim) {
        if (text.isBlank() || text.length() > LONGEST || text.codePoints().anyMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.LINE_SEPARATOR || Character.getType(c) == Character.PARAGRAPH_SEPARATOR || Character.getType(c) == Character.SURROGATE)) {
            throw Refusal.of("its claim " + claim + " has a name that is empty, longer than " + LONGEST + " characters, or not of printable characters");
        }
        return text;
    }
}
