package org.servin.image.internal.change;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.servin.image.internal.manifest.Json;
import org.servin.spi.ServinException;

/** Health checks of Dockerfiles. */
final class HealthChecks {
    private HealthChecks() { }

    static JsonNode parse(String rest) {
        if (rest.isEmpty()) {
            throw ServinException.invalid("HEALTHCHECK requires at least one argument");
        }
        ObjectNode check = Json.MAPPER.createObjectNode();
        String left = rest;
        while (left.startsWith("--")) {
            String[] parts = left.split("\\s+", 2);
            option(check, parts[0]);
            left = parts.length < 2 ? "" : parts[1].strip();
        }
        String[] parts = left.split("\\s+", 2);
        ArrayNode test = check.putArray("Test");
        if (parts[0].equalsIgnoreCase("NONE") && parts.length == 1) {
            test.add("NONE");
        } else if (parts[0].equalsIgnoreCase("CMD") && parts.length == 2) {
            Optional<List<String>> words = Instructions.json(parts[1].strip());
            test.add(words.isPresent() ? "CMD" : "CMD-SHELL");
            words.orElseGet(() -> List.of(parts[1].strip())).forEach(test::add);
        } else if (parts[0].equalsIgnoreCase("CMD")) {
            throw ServinException.invalid("Missing command after HEALTHCHECK CMD");
        } else {
            throw ServinException.invalid("Unknown type \"" + parts[0].toUpperCase(Locale.ROOT) + "\" in HEALTHCHECK (try CMD)");
        }
        return check;
    }

    private static void option(ObjectNode check, String option) {
        int equals = option.indexOf('=');
        String name = equals < 0 ? option : option.substring(0, equals);
        String value = equals < 0 ? "" : option.substring(equals + 1);
        switch (name) {
            case "--interval" -> check.put("Interval", Durations.nanos(name.substring(2), value));
            case "--timeout" -> check.put("Timeout", Durations.nanos(name.substring(2), value));
            case "--start-period" -> check.put("StartPeriod", Durations.nanos(name.substring(2), value));
            case "--retries" -> check.put("Retries", retries(value));
            default -> throw ServinException.invalid("Unknown flag: " + name.substring(2));
        }
    }

    private static int retries(String value) {
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < 1) {
            throw ServinException.invalid("--retries must be at least 1 (not " + value + ")");
        }
        return Integer.parseInt(value);
    }
}
