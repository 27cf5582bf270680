package org.servin.auth.apikey.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** The file's form. What does not have it is refused as a whole: half a list of keys would admit what was revoked in the other half. */
final class KeyJson {
    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT).build();

    private KeyJson() { }

    /** By their ids, in the order of the file. */
    static Map<String, KeyRecord> read(byte[] content) throws IOException {
        JsonNode all;
        try {
            all = MAPPER.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException("it is not JSON: " + e.getOriginalMessage(), e);
        }
        if (!all.isObject() || all.path("version").asInt() != VERSION || !all.path("keys").isArray()) {
            throw new IOException("it is not a list of API keys of version " + VERSION);
        }
        Map<String, KeyRecord> records = new LinkedHashMap<>();
        for (JsonNode one : all.path("keys")) {
            KeyRecord record = record(one);
            if (records.put(record.id(), record) != null) {
                throw new IOException("it has the key " + record.id() + " twice");
            }
        }
        return records;
    }

    private static KeyRecord record(JsonNode one) throws IOException {
        Set<String> groups = new LinkedHashSet<>();
        for (JsonNode group : one.path("groups")) {
            groups.add(group.asText());
        }
        try {
            KeyHash hash = new KeyHash(text(one, "salt"), text(one, "hash"));
            Base64.getDecoder().decode(hash.salt());
            Base64.getDecoder().decode(hash.digest());
            return new KeyRecord(text(one, "id"), text(one, "name"), groups, Instant.parse(text(one, "created")), optional(one, "expires", Instant::parse),
                    optional(one, "used", LocalDate::parse), optional(one, "revoked", Instant::parse), hash);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException("one of its keys cannot be read: " + e.getMessage(), e);
        }
    }

    private static String text(JsonNode one, String name) throws IOException {
        String text = one.path(name).textValue();
        if (text == null || text.isEmpty()) {
            throw new IOException("one of its keys has no " + name);
        }
        return text;
    }

    private static <T> Optional<T> optional(JsonNode one, String name, Function<String, T> parse) throws IOException {
        return one.has(name) ? Optional.of(parse.apply(text(one, name))) : Optional.empty();
    }

    static byte[] write(Map<String, KeyRecord> records) throws IOException {
        ObjectNode all = MAPPER.createObjectNode().put("version", VERSION);
        ArrayNode keys = all.putArray("keys");
        for (KeyRecord record : records.values()) {
            ObjectNode one = keys.addObject().put("id", record.id()).put("name", record.name());
            ArrayNode groups = one.putArray("groups");
            new TreeSet<>(record.groups()).forEach(groups::add);
            one.put("created", record.created().toString());
            record.expires().ifPresent(time -> one.put("expires", time.toString()));
            record.used().ifPresent(day -> one.put("used", day.toString()));
            record.revoked().ifPresent(time -> one.put("revoked", time.toString()));
            one.put("salt", record.hash().salt()).put("hash", record.hash().digest());
        }
        return MAPPER.writeValueAsBytes(all);
    }
}
