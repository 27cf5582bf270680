package org.servin.api.internal.json;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The types of dockerd's documents, read from {@code go-types.txt} beside this class. */
final class GoTypes {
    private static final Map<String, GoType> BASIC = Map.of("string", new GoType.Text("string"), "bool", new GoType.Flag("bool"), "struct {}", new GoType.Struct("struct {}", Map::of),
            "strslice.StrSlice", new GoType.OneOrMore("strslice.StrSlice"), "int", GoType.Whole.signed(Long.SIZE), "int64", GoType.Whole.signed(Long.SIZE), "uint", GoType.Whole.unsigned(Long.SIZE),
            "uint16", GoType.Whole.unsigned(Short.SIZE), "uint32", GoType.Whole.unsigned(Integer.SIZE), "uint64", GoType.Whole.unsigned(Long.SIZE));
    private static final Map<String, String> DECLARED = read();
    private static final Map<String, Map<String, GoType.Field>> FIELDS = new ConcurrentHashMap<>();

    private GoTypes() { }

    private static Map<String, String> read() {
        Map<String, String> all = new HashMap<>();
        try (InputStream in = GoTypes.class.getResourceAsStream("go-types.txt");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).map(line -> line.split(" = ", 2)).forEach(parts -> all.put(parts[0], parts[1].strip()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    /** A type by what a Go program would write. */
    static GoType of(String text) {
        if (text.startsWith("*")) {
            return new GoType.Pointer(text, of(text.substring(1)));
        }
        if (text.startsWith("[]")) {
            return new GoType.Sequence(text, of(text.substring(2)), 0);
        }
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            return new GoType.Sequence(text, of(text.substring(end + 1)), Integer.parseInt(text.substring(1, end)));
        }
        if (text.startsWith("map[")) {
            return new GoType.Table(text, of(text.substring(text.indexOf(']') + 1)));
        }
        return named(text);
    }

    private static GoType named(String name) {
        String declared = DECLARED.get(name);
        if (declared != null) {
            return declared.startsWith("struct ") ? new GoType.Struct(name, () -> FIELDS.computeIfAbsent(name, GoTypes::fields)) : of(declared).renamed(name);
        }
        GoType basic = BASIC.get(name);
        if (basic == null) {
            throw new IllegalArgumentException("go-types.txt does not say what " + name + " is");
        }
        return basic.renamed(name);
    }

    /** Fields of a struct: {@code name type; ...}; a type alone is embedded, and gives its fields. */
    private static Map<String, GoType.Field> fields(String name) {
        Map<String, GoType.Field> all = new LinkedHashMap<>();
        for (String field : DECLARED.get(name).substring("struct ".length()).split("; *")) {
            String[] parts = field.split(" ", 2);
            if (parts.length == 1) {
                fields(parts[0]).forEach(all::putIfAbsent);
            } else {
                for (String each : parts[0].split(",")) {
                    all.put(each.toLowerCase(Locale.ROOT), new GoType.Field(each, of(parts[1])));
                }
            }
        }
        return all;
    }
}
