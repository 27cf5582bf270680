package org.servin.api.internal.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** A type of a document or of a part of one, as a Go program declares it. */
sealed interface GoType {
    /** What makes JSON. */
    JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** What Go calls it. */
    String name();

    /** The same under another name. */
    GoType renamed(String other);

    /** What a value is that was never set. */
    JsonNode zero();

    /** A value that is not null, as Go has it. */
    JsonNode value(JsonNode json, Path path) throws Mismatch;

    /** A value as Go has it. */
    default JsonNode fit(JsonNode json, Path path) throws Mismatch {
        return json.isNull() ? zero() : value(json, path);
    }

    /** A text. */
    record Text(String name) implements GoType {
        @Override
        public GoType renamed(String other) {
            return new Text(other);
        }

        @Override
        public JsonNode zero() {
            return NODES.textNode("");
        }

        @Override
        public JsonNode value(JsonNode json, Path path) throws Mismatch {
            return path.require(json.isTextual(), json, this);
        }
    }

    /** Yes or no. */
    record Flag(String name) implements GoType {
        @Override
        public GoType renamed(String other) {
            return new Flag(other);
        }

        @Override
        public JsonNode zero() {
            return NODES.booleanNode(false);
        }

        @Override
        public JsonNode value(JsonNode json, Path path) throws Mismatch {
            return path.require(json.isBoolean(), json, this);
        }
    }

    /** A whole number within bounds. */
    record Whole(String name, BigInteger least, BigInteger greatest) implements GoType {
        static Whole signed(int bits) {
            BigInteger end = BigInteger.ONE.shiftLeft(bits - 1);
            return new Whole("int", end.negate(), end.subtract(BigInteger.ONE));
        }

        static Whole unsigned(int bits) {
            return new Whole("uint", BigInteger.ZERO, BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
        }

        @Override
        public GoType renamed(String other) {
            return new Whole(other, least, greatest);
        }

        @Override
        public JsonNode zero() {
            return NODES.numberNode(0);
        }

        @Override
        public JsonNode value(JsonNode json, Path path) throws Mismatch {
            boolean fits = json.isIntegralNumber() && json.bigIntegerValue().compareTo(least) >= 0 && json.bigIntegerValue().compareTo(greatest) <= 0;
            return path.require(fits, json, this);
        }
    }

    /** Elements: any number of them, or a fixed one, which is made up with zeros while what is too much is left out. */
    record Sequence(String name, GoType element, int fixed) implements GoType {
        @Override
        public GoType renamed(String other) {
            return new Sequence(other, element, fixed);
        }

        @Override
        public JsonNode zero() {
            return NODES.nullNode();
        }

        @Override
        public JsonNode value(JsonNode json, Path path) throws Mismatch {
            ArrayNode all = NODES.arrayNode();
            for (JsonNode each : path.require(json.isArray(), json, this)) {
                if (each.isNull() && element instanceof Pointer) {
                    continue; // dockerd falls over these, or keeps them as null
                }
                JsonNode fitting = element.fit(each, path);
                if (fixed == 0 || all.size() < fixed) {
                    all.add(fitting);
                }
            }
            while (all.size() < fixed) {
                all.add(element.zero());
            }
            return all;
        }
    }

    /** Values by key. */
    record Table(String name, GoType element) implements GoType {
        @Override
        public GoType renamed(String other) {
            return new Table(other, element);
        }

        @Override
        public JsonNode zero() {
            return NODES.nullNode();
        }

        @Override
        public JsonNode value(JsonNode json, Path path) throws Mismatch {
            ObjectNode all = NODES.objectNode();
            for (Map.Entry<String, JsonNode> e : path.require(json.isObject(), json, this).properties()) {
                all.set(e.getKey(), element.fit(e.getValue(), path));
            }
            return all;
        }
    }

    /** What may be absent. */
    record Pointer(String name, GoType target) implements GoType {
        @Override
        public GoType renamed(String other) {
            return new Pointer(other, target);
        }

        @Override
        public JsonNode zero() {
            return NODES.nullNode();
        }

        @Override
        public JsonNode value(JsonNode json, Path path) throws Mismatch {
            return target.value(json, path);
        }
    }

    /** A list of texts that may be written as one text. It reads itself: whatever is wrong inside a list, it then tries the whole as a text. */
    record OneOrMore(String name) implements GoType {
        @Override
        public GoType renamed(String other) {
            return new OneOrMore(other);
        }

        @Override
        public JsonNode zero() {
            return NODES.nullNode();
        }

        @Override
        public JsonNode value(JsonNode json, Path path) throws Mismatch {
            ArrayNode all = NODES.arrayNode();
            for (JsonNode element : json.isArray() ? json : NODES.arrayNode().add(json)) {
                path.require(element.isNull() || element.isTextual(), json, new Text("string"));
                all.add(element.isNull() ? "" : element.textValue());
            }
            return all;
        }
    }

    /** A part with fields, by their names in lower case: those are looked up when needed, since types may contain themselves. */
    record Struct(String name, Supplier<Map<String, Field>> fields) implements GoType {
        @Override
        public GoType renamed(String other) {
            return new Struct(other, fields);
        }

        @Override
        public JsonNode zero() {
            return NODES.objectNode();
        }

        /** Null leaves a field as it is, but for those that can be null themselves; a name in another case will do. */
        @Override
        public JsonNode value(JsonNode json, Path path) throws Mismatch {
            ObjectNode all = NODES.objectNode();
            Map<String, Field> known = fields.get();
            for (Map.Entry<String, JsonNode> e : path.require(json.isObject(), json, this).properties()) {
                Field field = known.get(e.getKey().toLowerCase(Locale.ROOT));
                if (field != null && !e.getValue().isNull()) {
                    all.set(field.name(), field.type().value(e.getValue(), path.to(this, field)));
                } else if (field != null && field.type().zero().isNull()) {
                    all.remove(field.name());
                }
            }
            return all;
        }
    }

    /** A field of a struct. */
    record Field(String name, GoType type) { }
}
