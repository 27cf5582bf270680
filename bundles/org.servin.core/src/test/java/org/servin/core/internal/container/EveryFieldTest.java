package org.servin.core.internal.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.servin.core.container.ContainerConfig;
import org.servin.core.container.EndpointConfig;
import org.servin.core.container.HostConfig;
import org.servin.core.internal.launch.Wire;

/**
 * Every field that a client can write into a container's configuration has a line in {@code fields.txt}: the class that lets it take effect or refuses it,
 * or the reason why there is nothing to do. So no field is accepted and forgotten, and none can be added without saying what it does.
 */
class EveryFieldTest {
    /** A field: its path in JSON, the record that has it, and its accessor there. */
    private record Field(String path, Class<?> owner, String accessor) { }

    private static List<Field> fields() {
        List<Field> fields = new ArrayList<>();
        add(fields, "Config.", ContainerConfig.class);
        add(fields, "HostConfig.", HostConfig.class);
        add(fields, "Endpoint.", EndpointConfig.class);
        return fields;
    }

    private static void add(List<Field> fields, String prefix, Class<?> type) {
        Map<String, String> names = Wire.JSON.getSerializationConfig().introspect(Wire.JSON.constructType(type)).findProperties().stream()
                .collect(Collectors.toMap(BeanPropertyDefinition::getInternalName, BeanPropertyDefinition::getName));
        for (RecordComponent component : type.getRecordComponents()) {
            Class<?> inner = record(component.getGenericType());
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                add(fields, prefix, inner);
            } else if (inner != null && inner.getRecordComponents().length > 0) {
                add(fields, prefix + names.get(component.getName()) + ".", inner);
            } else {
                fields.add(new Field(prefix + names.get(component.getName()), type, component.getName()));
            }
        }
    }

    /** The record that a component is, or is a list or map of; null for none. */
    private static Class<?> record(Type type) {
        if (type instanceof ParameterizedType several) {
            return Stream.of(several.getActualTypeArguments()).map(EveryFieldTest::record).filter(r -> r != null).findFirst().orElse(null);
        }
        return type instanceof Class<?> single && single.isRecord() ? single : null;
    }

    /** Paths to what is said of them. */
    private static Map<String, String> table() throws IOException {
        Map<String, String> table = new TreeMap<>();
        try (InputStream in = EveryFieldTest.class.getResourceAsStream("fields.txt")) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(line -> {
                String[] pair = line.split("\\s+", 2);
                assertEquals(null, table.put(pair[0], pair[1]), "two lines for " + pair[0]);
            });
        }
        return table;
    }

    @Test
    void everyFieldHasALine() throws IOException {
        assertEquals(String.join("\n", table().keySet()), fields().stream().map(Field::path).sorted().collect(Collectors.joining("\n")));
    }

    @TestFactory
    Stream<DynamicTest> everyLineHolds() throws IOException {
        Map<String, String> table = table();
        return fields().stream().map(field -> DynamicTest.dynamicTest(field.path(), () -> check(field, table.get(field.path()))));
    }

    private static void check(Field field, String said) throws IOException {
        if (said.startsWith("kept: ")) {
            return; // the rest is the reason, for readers
        }
        for (String name : said.split(", ")) {
            String code = code(name);
            assertTrue(code.contains(field.owner().getName().replace('.', '/')) && code.contains(field.accessor()), name + " does not look at " + field.path());
        }
    }

    /** A class file; its constant pool names all that the class calls. */
    private static String code(String name) throws IOException {
        try (InputStream in = EveryFieldTest.class.getResourceAsStream("/org/servin/core/internal/" + name.replace('.', '/') + ".class")) {
            assertTrue(in != null, "no class " + name);
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
