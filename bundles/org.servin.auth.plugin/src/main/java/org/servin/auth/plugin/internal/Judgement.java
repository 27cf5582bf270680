package org.servin.auth.plugin.internal;

/**
 * A plugin's answer.
 *
 * @param allowed whether it may be
 * @param message for people
 */
record Judgement(boolean allowed, String message) {
    private static final int LONGEST = 64 * 1024;

    /** Whatever is missing is no. */
    static Judgement read(byte[] json) throws PluginFailure {
        boolean[] allow = {false};
        String[] message = {""};
        GoJson.read(json, "authorization.Response", (name, value) -> {
            switch (name) {
                case "allow" -> allow[0] = GoJson.flag(value, "Response.Allow", allow[0]);
                case "msg" -> message[0] = GoJson.text(value, "Response.Msg");
                case "err" -> GoJson.text(value, "Response.Err"); // dockerd, too, looks only at whether it is a text
                default -> value.skipChildren();
            }
        });
        return new Judgement(allow[0], message[0].length() > LONGEST ? message[0].substring(0, LONGEST) + "\u2026" : message[0]);
    }
}
