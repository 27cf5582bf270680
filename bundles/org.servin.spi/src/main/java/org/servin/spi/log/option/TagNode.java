package org.servin.spi.log.option;

import java.util.List;
import java.util.Map;

/** A part of a tag that can be shown in a message. */
sealed interface TagNode {
    /** Where it begins. */
    int at();

    /** As it was written, in one form. */
    String text();

    /** A value that is written out. */
    record Literal(int at, String text, Object value) implements TagNode { }

    /** What the template is about, at its place. */
    record Dot(int at) implements TagNode {
        @Override
        public String text() {
            return ".";
        }
    }

    /** {@code nil}. */
    record Nil(int at) implements TagNode {
        @Override
        public String text() {
            return "nil";
        }
    }

    /** Fields of a value: of the dot, where there is no other. */
    record Fields(int at, String text, TagNode of, List<String> names) implements TagNode { }

    /** A variable. */
    record Variable(int at, String text) implements TagNode { }

    /** A function's name. */
    record Function(int at, String text) implements TagNode { }

    /** A value or a call. */
    record Command(int at, List<TagNode> words) implements TagNode {
        @Override
        public String text() {
            StringBuilder text = new StringBuilder();
            for (TagNode word : words) {
                text.append(text.length() == 0 ? "" : " ").append(word instanceof Pipeline ? "(" + word.text() + ")" : word.text());
            }
            return text.toString();
        }
    }

    /**
     * Commands that each have the value of the one before as their last argument.
     *
     * @param variables what the value is kept in; for {@code range} perhaps two
     */
    record Pipeline(int at, List<String> variables, boolean declares, List<Command> commands) implements TagNode {
        @Override
        public String text() {
            StringBuilder text = new StringBuilder(variables.isEmpty() ? "" : String.join(", ", variables) + (declares ? " := " : " = "));
            for (int i = 0; i < commands.size(); i++) {
                text.append(i == 0 ? "" : " | ").append(commands.get(i).text());
            }
            return text.toString();
        }
    }

    /** Text outside of actions. */
    record Text(int at, String text) implements TagNode { }

    /** {@code if}, {@code with} or {@code range}. */
    record Branch(int at, String text, Pipeline pipeline, List<TagNode> then, List<TagNode> otherwise) implements TagNode { }

    /** Whether a value counts as true. */
    static boolean isTrue(Object value) {
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Number number) {
            return number.doubleValue() != 0;
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty();
        }
        return value instanceof Map<?, ?> map ? !map.isEmpty() : value != null && !value.equals("");
    }
}
