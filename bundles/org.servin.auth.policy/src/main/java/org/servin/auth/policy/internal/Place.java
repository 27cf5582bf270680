package org.servin.auth.policy.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A value in a policy file, and where it is: what is wrong with it is told with both.
 *
 * @param file the file's name, for people
 * @param pointer where it is, as a JSON pointer
 * @param node the value
 */
record Place(String file, String pointer, JsonNode node) {
    private static final int MAX_SHOWN = 100;

    /** What is wrong here. */
    PolicyException wrong(String what) {
        return new PolicyException(file + ": at " + (pointer.isEmpty() ? "the top" : pointer) + ": " + shown() + " " + what);
    }

    private String shown() {
        String text = node.toString();
        return text.length() > MAX_SHOWN ? text.substring(0, MAX_SHOWN) + "..." : text;
    }

    /** An object's members, of which there may be none but these. */
    Map<String, Place> members(Set<String> known) throws PolicyException {
        Map<String, Place> members = members();
        for (Map.Entry<String, Place> member : members.entrySet()) {
            if (!known.contains(member.getKey())) {
                throw member.getValue().wrong("is of no known member; here are " + String.join(", ", new TreeSet<>(known)));
            }
        }
        return members;
    }

    /** An object's members, of any names. */
    Map<String, Place> members() throws PolicyException {
        if (!node.isObject()) {
            throw wrong("is no object");
        }
        Map<String, Place> members = new LinkedHashMap<>();
        node.properties().forEach(e -> members.put(e.getKey(), new Place(file, pointer + "/" + e.getKey().replace("~", "~0").replace("/", "~1"), e.getValue())));
        return members;
    }

    List<Place> elements() throws PolicyException {
        if (!node.isArray()) {
            throw wrong("is no array");
        }
        List<Place> elements = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            elements.add(new Place(file, pointer + "/" + i, node.get(i)));
        }
        return elements;
    }

    /** The elements of an array, or the value itself. */
    List<Place> oneOrMore() throws PolicyException {
        return node.isArray() ? elements() : List.of(this);
    }

    String text() throws PolicyException {
        if (!node.isTextual()) {
            throw wrong("is no text");
        }
        return node.textValue();
    }

    boolean flag() throws PolicyException {
        if (!node.isBoolean()) {
            throw wrong("is neither true nor false");
        }
        return node.booleanValue();
    }

    /** Understands it; what an IllegalArgumentException says of it is told with its place. */
    <T> T as(Function<String, T> meaning) throws PolicyException {
        String text = text();
        try {
            return meaning.apply(text);
        } catch (IllegalArgumentException e) {
            throw new PolicyException(wrong(e.getMessage()).getMessage(), e);
        }
    }

    /** All elements, of which there is at least one, understood. */
    <T> List<T> all(Function<String, T> meaning) throws PolicyException {
        List<Place> places = elements();
        if (places.isEmpty()) {
            throw wrong("is empty: leave it out if nothing is to be asked");
        }
        List<T> all = new ArrayList<>();
        for (Place place : places) {
            all.add(place.as(meaning));
        }
        return all;
    }

    /** All elements of the array that a member is, or none if there is no such member. */
    static <T> List<T> all(Map<String, Place> members, String name, Function<String, T> meaning) throws PolicyException {
        Optional<Place> member = Optional.ofNullable(members.get(name));
        return member.isPresent() ? member.get().all(meaning) : List.of();
    }
}
