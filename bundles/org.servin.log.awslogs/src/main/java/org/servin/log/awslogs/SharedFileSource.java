package org.servin.log.awslogs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.servin.spi.ErrorKind;
import org.servin.spi.ServinException;

/**
 * The file that AWS's tools share: {@code ~/.aws/credentials}, or what {@code AWS_SHARED_CREDENTIALS_FILE} names, and in it the section of {@code AWS_PROFILE} ("AWS SDKs and
 * Tools Reference Guide", shared credentials file).
 */
record SharedFileSource(Map<String, String> environment) implements CredentialSource {
    @Override
    public Optional<Credentials> find() {
        Path file = file();
        if (!Files.isReadable(file)) {
            return Optional.empty();
        }
        try {
            Map<String, String> section = section(file, environment.getOrDefault("AWS_PROFILE", "default"));
            String id = section.getOrDefault("aws_access_key_id", "");
            String secret = section.getOrDefault("aws_secret_access_key", "");
            if (id.isEmpty() || secret.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Credentials(id, secret, Optional.ofNullable(section.get("aws_session_token")).filter(token -> !token.isEmpty()), Optional.empty()));
        } catch (IOException e) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "SharedCredsLoad: failed to load shared credentials file " + file, e);
        }
    }

    private Path file() {
        String named = environment.getOrDefault("AWS_SHARED_CREDENTIALS_FILE", "");
        return named.isEmpty() ? Path.of(environment.getOrDefault("HOME", "/root"), ".aws", "credentials") : Path.of(named);
    }

    private static Map<String, String> section(Path file, String profile) throws IOException {
        Map<String, String> section = new HashMap<>();
        boolean within = false;
        for (String line : Files.readAllLines(file)) {
            String text = line.strip();
            int equals = text.indexOf('=');
            if (text.startsWith("[")) {
                within = text.replaceAll("[\\[\\]]", "").strip().equals(profile);
            } else if (within && equals > 0 && text.charAt(0) != '#' && text.charAt(0) != ';') {
                section.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
            }
        }
        return section;
    }

    @Override
    public String toString() {
        return "SharedFileSource[" + file() + "]";
    }
}
