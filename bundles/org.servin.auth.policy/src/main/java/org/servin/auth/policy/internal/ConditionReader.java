package org.servin.auth.policy.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.servin.auth.policy.internal.Attribute.Presence;

/** Reads what is asked of an attribute: an object with comparisons, or, for short, the value or the values that it may have. */
final class ConditionReader {
    private static final String PRESENT = "present";
    private static final String OPTIONAL = "optional";
    private static final String LIST = "@";
    private static final Set<String> MEMBERS = Stream.concat(Stream.of(PRESENT, OPTIONAL), Stream.of(Operator.values()).map(Operator::member)).collect(Collectors.toUnmodifiableSet());

    private final String name;
    private final Place place;
    private final Map<String, List<String>> lists;

    ConditionReader(String name, Place place, Map<String, List<String>> lists) {
        this.name = name;
        this.place = place;
        this.lists = lists;
    }

    Condition read() throws PolicyException {
        Attribute attribute = attribute();
        if (!place.node().isObject()) {
            return new Condition(attribute, List.of(comparison(attribute, Operator.IN, place)), Optional.empty(), false);
        }
        Map<String, Place> members = place.members(MEMBERS);
        List<Comparison> comparisons = new ArrayList<>();
        for (Operator operator : Operator.values()) {
            if (members.containsKey(operator.member())) {
                comparisons.add(comparison(attribute, operator, members.get(operator.member())));
            }
        }
        Optional<Boolean> present = members.containsKey(PRESENT) ? Optional.of(members.get(PRESENT).flag()) : Optional.empty();
        if (comparisons.isEmpty() == present.isEmpty()) {
            throw place.wrong(present.isEmpty() ? "asks for nothing" : "asks for more than \"present\"");
        }
        return new Condition(attribute, comparisons, present, optional(attribute, present, members));
    }

    private Attribute attribute() throws PolicyException {
        try {
            return Vocabulary.attribute(name);
        } catch (IllegalArgumentException e) {
            throw new PolicyException(place.wrong("is asked of " + Quoted.of(name) + ", which " + e.getMessage()).getMessage(), e);
        }
    }

    private static boolean optional(Attribute attribute, Optional<Boolean> present, Map<String, Place> members) throws PolicyException {
        Place optional = members.get(OPTIONAL);
        if (optional == null) {
            return false;
        }
        if (attribute.presence() != Presence.OPTIONAL || present.isPresent()) {
            throw optional.wrong(present.isPresent() ? "has no meaning beside \"present\"" : "has no meaning: the engine always says which " + attribute.name() + " there are");
        }
        return optional.flag();
    }

    private Comparison comparison(Attribute attribute, Operator operator, Place operands) throws PolicyException {
        if (operator.ofPaths() && attribute.values() != Values.PATH && attribute.values() != Values.TEXT) {
            throw operands.wrong("compares paths, and " + attribute.name() + " is none");
        }
        List<String> values = new ArrayList<>();
        for (Place operand : operands.oneOrMore()) {
            for (String value : values(operand)) {
                values.add(checked(attribute, operator, value, operand));
            }
        }
        return Comparison.of(operator, attribute.values(), List.copyOf(new java.util.LinkedHashSet<>(values)));
    }

    /** One, or those of a list. */
    private List<String> values(Place operand) throws PolicyException {
        if (operand.node().isBoolean()) {
            return List.of(operand.node().asText());
        }
        String text = operand.text();
        if (!text.startsWith(LIST)) {
            return List.of(text);
        }
        List<String> list = lists.get(text.substring(LIST.length()));
        if (list == null) {
            throw operand.wrong("names no list; there are " + String.join(", ", new java.util.TreeSet<>(lists.keySet())));
        }
        return list;
    }

    /** The value, if it can be compared with. */
    private static String checked(Attribute attribute, Operator operator, String value, Place operand) throws PolicyException {
        try {
            return Comparison.of(operator, attribute.values(), List.of(value)).operands().get(0);
        } catch (IllegalArgumentException e) {
            String which = operand.node().isTextual() && operand.node().textValue().equals(value) ? "" : "has " + Quoted.of(value) + ", which ";
            throw new PolicyException(operand.wrong(which + e.getMessage()).getMessage(), e);
        }
    }
}
