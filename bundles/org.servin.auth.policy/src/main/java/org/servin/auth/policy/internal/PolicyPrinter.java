package org.servin.auth.policy.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes policies as they were understood: with the values of lists in the place of their names. What is built in is left out. */
final class PolicyPrinter {
    private static final JsonMapper JSON = new JsonMapper();

    private PolicyPrinter() { }

    static String print(Policy policy) {
        ObjectNode top = JSON.createObjectNode().put("enforce", policy.enforce());
        ObjectNode roles = top.putObject("roles");
        policy.roles().forEach(role -> rules(roles.putObject(role.name()), role.rules(), true));
        ArrayNode bindings = top.putArray("bindings");
        policy.bindings().forEach(binding -> texts(who(bindings.addObject(), binding.who()), "roles", binding.roles()));
        rules(top, policy.rules(), false);
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(top);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON is no JSON", e);
        }
    }

    private static void rules(ObjectNode parent, List<Rule> rules, boolean ofRole) {
        ArrayNode all = parent.putArray("rules");
        for (Rule rule : rules) {
            ObjectNode one = all.addObject().put("name", rule.name());
            if (!ofRole) {
                who(one.put("effect", rule.effect().word()), rule.who());
                rule.except().forEach(except -> who(one.putObject("except"), except));
            }
            texts(one, "actions", rule.actions());
            texts(one, "http", new TreeSet<>(rule.http()));
            resources(one, rule.resources());
            conditions(one, rule.conditions());
        }
    }

    private static ObjectNode who(ObjectNode parent, Who who) {
        texts(parent, "principals", who.principals());
        texts(parent, "groups", who.groups());
        texts(parent, "methods", new TreeSet<>(who.methods()));
        return texts(parent, "roles", new TreeSet<>(who.roles()));
    }

    private static void resources(ObjectNode parent, List<Resource> resources) {
        if (resources.isEmpty()) {
            return;
        }
        ArrayNode all = parent.putArray("resources");
        for (Resource resource : resources) {
            ObjectNode one = texts(all.addObject().put("kind", resource.kind()), "names", resource.names());
            if (!resource.labels().isEmpty()) {
                ObjectNode labels = one.putObject("labels");
                new TreeMap<>(resource.labels()).forEach((key, values) -> texts(labels, key, values));
            }
        }
    }

    private static void conditions(ObjectNode parent, List<Condition> conditions) {
        if (conditions.isEmpty()) {
            return;
        }
        ObjectNode all = parent.putObject("when");
        for (Condition condition : conditions) {
            ObjectNode one = all.putObject(condition.attribute().name());
            for (Comparison comparison : condition.comparisons()) {
                ArrayNode operands = one.putArray(comparison.operator().member());
                comparison.operands().forEach(operands::add);
            }
            condition.present().ifPresent(present -> one.put("present", present));
            if (condition.optional()) {
                one.put("optional", true);
            }
        }
    }

    private static ObjectNode texts(ObjectNode parent, String name, Collection<?> values) {
        if (!values.isEmpty()) {
            ArrayNode all = parent.putArray(name);
            values.forEach(value -> all.add(value.toString()));
        }
        return parent;
    }
}
