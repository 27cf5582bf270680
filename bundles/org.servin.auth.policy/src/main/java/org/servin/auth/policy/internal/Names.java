package org.servin.auth.policy.internal;

import java.util.regex.Pattern;

/** Names that policies give to their parts. */
final class Names {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}");

    private Names() { }

    static String checked(String name) {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("is no name: up to 64 letters, digits, points, hyphens and underscores");
        }
        return name;
    }

    /** The name of a member. */
    static String checked(String name, Place member) throws PolicyException {
        try {
            return checked(name);
        } catch (IllegalArgumentException e) {
            throw new PolicyException(member.wrong("is under a name that " + e.getMessage()).getMessage(), e);
        }
    }
}
