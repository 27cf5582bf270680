package org.servin.auth.plugin.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What plugins of all kinds say. */
final class Introduction {
    private static final String AUTHORIZATION = "authz";

    private Introduction() { }

    /** Whether the answer to {@code Plugin.Activate} says that the plugin decides about requests. */
    static boolean implementsAuthorization(byte[] manifest) throws PluginFailure {
        List<String> kinds = new ArrayList<>();
        GoJson.read(manifest, "plugins.Manifest", (name, value) -> {
            if (name.equals("implements")) {
                kinds.clear();
                kinds.addAll(texts(value));
            } else {
                value.skipChildren();
            }
        });
        return kinds.contains(AUTHORIZATION);
    }

    private static List<String> texts(JsonParser value) throws IOException, PluginFailure {
        List<String> texts = new ArrayList<>();
        if (value.currentToken() == JsonToken.VALUE_NULL) {
            return texts;
        }
        if (value.currentToken() != JsonToken.START_ARRAY) {
            throw GoJson.mismatch(value.currentToken(), "Manifest.Implements", "[]string");
        }
        while (value.nextToken() != JsonToken.END_ARRAY) {
            texts.add(GoJson.text(value, "Manifest.Implements"));
        }
        return texts;
    }

    /** What a plugin says of a failure: its {@code Err}, or all that it wrote. */
    static String error(byte[] body) {
        String[] said = {""};
        try {
            GoJson.read(body, "struct", (name, value) -> {
                if (name.equals("err")) {
                    said[0] = GoJson.text(value, "Err");
                } else {
                    value.skipChildren();
                }
            });
        } catch (PluginFailure e) {
            said[0] = ""; // it is no JSON
        }
        return said[0].isEmpty() ? new String(body, StandardCharsets.UTF_8) : said[0];
    }
}
