package org.servin.auth.policy.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads policies, strictly: nothing that it does not understand, or that cannot matter, is passed over. */
final class PolicyReader {
    /** Roles that every policy has. */
    private static final String BUILT_IN = "roles.json";
    /** Values of lists that the built-in roles name. */
    private static final Map<String, List<String>> USUAL_LISTS = Map.of("registries", List.of("docker.io"), "mounts", List.of());
    private static final ObjectReader JSON = JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build().readerFor(JsonNode.class);

    /** How Jackson says that it does not say of what it tells. */
    private static final Pattern SOURCE = Pattern.compile("\\[Source: [^;\\]]*; ([^\\]]*)]");

    private final Map<String, List<String>> lists = new HashMap<>(USUAL_LISTS);

    private PolicyReader() { }

    /**
     * Reads one.
     *
     * @param file what the text is of, for people
     */
    static Policy read(String file, byte[] json) throws PolicyException {
        return new PolicyReader().policy(new Place(file, "", parse(file, json)));
    }

    private static JsonNode parse(String file, byte[] json) throws PolicyException {
        try {
            JsonNode node = JSON.readTree(json);
            if (node.isMissingNode()) {
                throw new PolicyException(file + ": is empty");
            }
            return node;
        } catch (JsonProcessingException e) {
            String where = e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr() + ":";
            throw new PolicyException(file + ":" + where + " is no JSON: " + SOURCE.matcher(e.getOriginalMessage()).replaceAll("$1"), e);
        } catch (IOException e) {
            throw new PolicyException(file + ": " + e.getMessage(), e);
        }
    }

    private Policy policy(Place top) throws PolicyException {
        Map<String, Place> members = top.members(Set.of("description", "enforce", "lists", "roles", "bindings", "rules"));
        readLists(members);
        List<Role> builtIn = roles(builtIn());
        List<Role> own = members.containsKey("roles") ? roles(members.get("roles")) : List.of();
        unlikeBuiltIn(members, builtIn, own);
        Set<String> known = Stream.concat(builtIn.stream(), own.stream()).map(Role::name).collect(Collectors.toSet());
        boolean enforce = !members.containsKey("enforce") || members.get("enforce").flag();
        return new Policy(enforce, builtIn, own, bindings(members, known), rules(members, known));
    }

    private static Place builtIn() {
        try (InputStream in = PolicyReader.class.getResourceAsStream(BUILT_IN)) {
            return new Place(BUILT_IN, "", JSON.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException("the bundle is damaged", e);
        }
    }

    private void readLists(Map<String, Place> members) throws PolicyException {
        if (members.containsKey("lists")) {
            for (Map.Entry<String, Place> list : members.get("lists").members().entrySet()) {
                List<String> values = new ArrayList<>();
                for (Place element : list.getValue().elements()) {
                    values.add(element.as(PolicyReader::value));
                }
                lists.put(Names.checked(list.getKey(), list.getValue()), values);
            }
        }
    }

    private static String value(String text) {
        if (text.startsWith("@")) {
            throw new IllegalArgumentException("names a list: lists have values only");
        }
        return text;
    }

    private List<Role> roles(Place all) throws PolicyException {
        List<Role> roles = new ArrayList<>();
        for (Map.Entry<String, Place> role : all.members().entrySet()) {
            Map<String, Place> members = role.getValue().members(Set.of("description", "rules"));
            if (!members.containsKey("rules")) {
                throw role.getValue().wrong("has no rules");
            }
            List<Rule> rules = new ArrayList<>();
            for (Place rule : members.get("rules").elements()) {
                rules.add(new RuleReader(rule, lists, Set.of()).ofRole());
            }
            roles.add(new Role(Names.checked(role.getKey(), role.getValue()), unique(members.get("rules"), rules)));
        }
        return roles;
    }

    private static void unlikeBuiltIn(Map<String, Place> members, List<Role> builtIn, List<Role> own) throws PolicyException {
        Set<String> taken = builtIn.stream().map(Role::name).collect(Collectors.toSet());
        for (Role role : own) {
            if (taken.contains(role.name())) {
                throw members.get("roles").members().get(role.name()).wrong("is a role that is built in: choose another name");
            }
        }
    }

    private List<Binding> bindings(Map<String, Place> members, Set<String> roles) throws PolicyException {
        List<Binding> bindings = new ArrayList<>();
        if (members.containsKey("bindings")) {
            for (Place binding : members.get("bindings").elements()) {
                Map<String, Place> parts = binding.members(Set.of("description", "principals", "groups", "methods", "roles"));
                if (!parts.containsKey("roles")) {
                    throw binding.wrong("gives no roles");
                }
                Map<String, Place> people = new LinkedHashMap<>(parts);
                Set<String> given = Set.copyOf(new HashSet<>(people.remove("roles").all(RuleReader.known(roles))));
                Who who = RuleReader.who(people, roles);
                if (who.isAnybody()) {
                    throw binding.wrong("says nothing of whom it is for: \"principals\": [\"*\"] is everybody");
                }
                bindings.add(new Binding(who, given));
            }
        }
        return bindings;
    }

    private List<Rule> rules(Map<String, Place> members, Set<String> roles) throws PolicyException {
        List<Rule> rules = new ArrayList<>();
        if (!members.containsKey("rules")) {
            return rules;
        }
        for (Place rule : members.get("rules").elements()) {
            rules.add(new RuleReader(rule, lists, roles).ofPolicy());
        }
        return unique(members.get("rules"), rules);
    }

    private static List<Rule> unique(Place place, List<Rule> rules) throws PolicyException {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rules.size(); i++) {
            if (!names.add(rules.get(i).name())) {
                throw place.elements().get(i).members().get("name").wrong("is another rule's name, too");
            }
        }
        return rules;
    }
}
