package org.servin.log.awslogs;

import java.util.Map;
import java.util.Optional;

/** Credentials in the engine's environment, by the names of the AWS SDKs. */
record EnvironmentSource(Map<String, String> environment) implements CredentialSource {
    @Override
    public Optional<Credentials> find() {
        String id = first("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY");
        String secret = first("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_KEY");
        if (id.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Credentials(id, secret, Optional.of(first("AWS_SESSION_TOKEN")).filter(token -> !token.isEmpty()), Optional.empty()));
    }

    private String first(String... names) {
        for (String name : names) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value;
            }
        }
        return "";
    }

    @Override
    public String toString() {
        return "EnvironmentSource"; // not what is in it
    }
}
