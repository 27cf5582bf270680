package org.servin.api.internal.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.servin.core.json.GoKind;

/** Says of a document whose parts have the wrong types what Go's decoder says, which is what users of dockerd know, instead of naming our classes. */
final class GoJson {
    private static final Map<Type, String> NAMES = Map.of(String.class, "string", boolean.class, "bool", Boolean.class, "bool", int.class, "int", Integer.class, "int",
            long.class, "int64", Long.class, "int64", double.class, "float64", Double.class, "float64");
    private static final Set<String> NUMBERS = Set.of("int", "int64");

    private GoJson() { }

    /**
     * The message.
     *
     * @param goType Go's name of the whole document's type, such as {@code types.ExecConfig}
     */
    static String mismatch(JsonMappingException e, String goType) {
        List<Reference> path = e.getPath();
        int at = path.size() - 1;
        while (at >= 0 && !(path.get(at).getFrom() instanceof Class<?>)) {
            at--; // an element of a list or a map, which Go does not name
        }
        if (at < 0) {
            return "json: cannot unmarshal " + found(e, "") + " into Go value of type " + goType;
        }
        Class<?> struct = (Class<?>) path.get(at).getFrom();
        String type = name(element(component(struct, path.get(at).getFieldName()), path.size() - 1 - at));
        String fields = path.stream().filter(r -> r.getFrom() instanceof Class<?>).map(Reference::getFieldName).collect(Collectors.joining("."));
        String owner = at == 0 ? goType.substring(goType.lastIndexOf('.') + 1) : struct.getSimpleName();
        return "json: cannot unmarshal " + found(e, type) + " into Go struct field " + owner + "." + fields + " of type " + type;
    }

    private static String found(JsonMappingException e, String wanted) {
        if (!(e.getProcessor() instanceof JsonParser parser) || parser.currentToken() == null) {
            return "value";
        }
        String kind = GoKind.of(parser.currentToken());
        return kind.equals("number") && NUMBERS.contains(wanted) ? kind + " " + text(parser) : kind;
    }

    private static String text(JsonParser parser) {
        try {
            return parser.getText();
        } catch (IOException e) {
            return "?"; // it was read before
        }
    }

    private static Type component(Class<?> struct, String field) {
        RecordComponent[] all = Objects.requireNonNullElse(struct.getRecordComponents(), new RecordComponent[0]);
        return Arrays.stream(all).filter(c -> c.getName().equalsIgnoreCase(field)).<Type>map(RecordComponent::getGenericType).findFirst().orElse(Object.class);
    }

    private static Type element(Type type, int depth) {
        Type t = type;
        for (int i = 0; i < depth && t instanceof ParameterizedType p; i++) {
            t = p.getActualTypeArguments()[p.getActualTypeArguments().length - 1];
        }
        return t;
    }

    private static String name(Type type) {
        if (type instanceof ParameterizedType p) {
            Type[] of = p.getActualTypeArguments();
            String last = name(of[of.length - 1]);
            return of.length == 1 ? "[]" + last : "map[" + name(of[0]) + "]" + last;
        }
        return NAMES.getOrDefault(type, type instanceof Class<?> c ? c.getSimpleName() : type.getTypeName());
    }
}
