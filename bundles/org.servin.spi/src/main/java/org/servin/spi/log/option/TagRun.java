package org.servin.spi.log.option;

import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Carries a tag out for one container. One thread. */
final class TagRun {
    private static final Object NONE = new Object();

    private final String template;
    private final TagInfo root;
    private final List<Map.Entry<String, Object>> variables = new ArrayList<>();
    private final StringBuilder out = new StringBuilder();

    TagRun(String template, TagInfo root) {
        this.template = template;
        this.root = root;
        declare("$", root);
    }

    /** The text. */
    String run(List<TagNode> nodes) {
        walk(nodes, root);
        return out.toString();
    }

    private void declare(String name, Object value) {
        variables.add(new AbstractMap.SimpleEntry<>(name, value));
    }

    private Map.Entry<String, Object> variable(String name) {
        for (int i = variables.size() - 1; i >= 0; i--) {
            if (variables.get(i).getKey().equals(name)) {
                return variables.get(i);
            }
        }
        throw new IllegalStateException(name);
    }

    private void walk(List<TagNode> nodes, Object dot) {
        for (TagNode node : nodes) {
            if (node instanceof TagNode.Text text) {
                out.append(text.text());
            } else if (node instanceof TagNode.Branch branch) {
                int before = variables.size();
                branch(branch, dot);
                variables.subList(before, variables.size()).clear();
            } else if (node instanceof TagNode.Pipeline pipeline) {
                Object value = value(pipeline, dot);
                if (pipeline.variables().isEmpty()) {
                    out.append(TagFunctions.shown(value));
                }
            }
        }
    }

    private void branch(TagNode.Branch branch, Object dot) {
        Object value = value(branch.pipeline(), dot);
        if (branch.text().equals("range")) {
            range(branch, value, dot);
        } else if (TagNode.isTrue(value)) {
            walk(branch.then(), branch.text().equals("with") ? value : dot);
        } else {
            walk(branch.otherwise(), dot);
        }
    }

    private void range(TagNode.Branch branch, Object value, Object dot) {
        Map<Object, Object> elements = new LinkedHashMap<>();
        if (value instanceof List<?> list) {
            list.forEach(element -> elements.put((long) elements.size(), element));
        } else if (value instanceof Map<?, ?> map) {
            elements.putAll(new TreeMap<>(map));
        } else {
            throw error(branch.pipeline(), "range can't iterate over " + TagFunctions.shown(value));
        }
        List<String> names = branch.pipeline().variables();
        elements.forEach((key, element) -> {
            if (!names.isEmpty()) {
                variable(names.get(names.size() - 1)).setValue(element);
            }
            if (names.size() > 1) {
                variable(names.get(0)).setValue(key);
            }
            int before = variables.size();
            walk(branch.then(), element);
            variables.subList(before, variables.size()).clear();
        });
        if (elements.isEmpty()) {
            walk(branch.otherwise(), dot);
        }
    }

    private TagError error(TagNode node, String message) {
        return TagError.of(template, node, message);
    }

    private Object value(TagNode.Pipeline pipeline, Object dot) {
        Object value = NONE;
        for (TagNode.Command command : pipeline.commands()) {
            value = value(command, dot, value);
        }
        for (String name : pipeline.variables()) {
            if (pipeline.declares()) {
                declare(name, value);
            } else {
                variable(name).setValue(value);
            }
        }
        return value;
    }

    private Object value(TagNode.Command command, Object dot, Object last) {
        TagNode first = command.words().get(0);
        if (first instanceof TagNode.Function function) {
            return call(command, function, dot, last);
        }
        int arguments = command.words().size() - 1 + (last == NONE ? 0 : 1);
        if (arguments > 0) {
            boolean method = first instanceof TagNode.Fields fields && fields.of() == null && TagInfo.METHODS.contains(fields.names().get(0));
            throw error(first, method ? "wrong number of args for " + ((TagNode.Fields) first).names().get(0) + ": want 0 got " + arguments
                    : "can't give argument to non-function " + first.text());
        }
        if (first instanceof TagNode.Nil) {
            throw error(first, "nil is not a command");
        }
        return value(first, dot);
    }

    private Object value(TagNode node, Object dot) {
        if (node instanceof TagNode.Literal literal) {
            return literal.value();
        } else if (node instanceof TagNode.Variable variable) {
            return variable(variable.text()).getValue();
        } else if (node instanceof TagNode.Pipeline pipeline) {
            return value(pipeline, dot);
        } else if (node instanceof TagNode.Function function) {
            return call(new TagNode.Command(function.at(), List.of(function)), function, dot, NONE);
        } else if (node instanceof TagNode.Fields fields) {
            Object value = fields.of() == null ? dot : value(fields.of(), dot);
            for (String name : fields.names()) {
                value = field(fields, value, name);
            }
            return value;
        }
        return node instanceof TagNode.Dot ? dot : null;
    }

    private Object field(TagNode.Fields node, Object of, String name) {
        if (of instanceof TagInfo info) {
            Function<TagInfo, Object> field = TagInfo.FIELDS.get(name);
            if (field != null) {
                return field.apply(info);
            }
        } else if (of instanceof Map<?, ?> map) {
            return map.get(name);
        } else if (of == null) {
            throw error(node, "nil data; no entry for key \"" + name + "\"");
        }
        throw error(node, "can't evaluate field " + name + " in type " + TagFunctions.type(of));
    }

    private Object call(TagNode.Command command, TagNode.Function function, Object dot, Object last) {
        List<TagNode> words = command.words().subList(1, command.words().size());
        int count = words.size() + (last == NONE ? 0 : 1);
        TagFunctions.Signature signature = TagFunctions.signature(function.text());
        if (signature.variadic() ? count < signature.types().size() - 1 : count != signature.types().size()) {
            String want = signature.variadic() ? "at least " + (signature.types().size() - 1) : String.valueOf(signature.types().size());
            throw error(function, "wrong number of args for " + function.text() + ": want " + want + " got " + count);
        }
        List<Object> arguments = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            Object value = words.get(i) instanceof TagNode.Nil ? null : value(words.get(i), dot);
            check(words.get(i), words.get(i) instanceof TagNode.Literal, signature.type(i), value);
            arguments.add(value);
        }
        if (last != NONE) {
            check(function, false, signature.type(words.size()), last);
            arguments.add(last);
        }
        try {
            return signature.function().apply(arguments);
        } catch (TagError e) {
            throw error(command, "error calling " + function.text() + ": " + e.getMessage());
        }
    }

    private void check(TagNode node, boolean literal, String type, Object value) {
        if (!type.isEmpty() && !TagFunctions.type(value).equals(type)) {
            throw error(node, literal ? "expected " + (type.equals("int") ? "integer" : type) + "; found " + node.text()
                    : "wrong type for value; expected " + type + "; got " + TagFunctions.type(value));
        }
    }
}
