package org.servin.auth.policy.internal;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.servin.auth.policy.internal.Vocabulary.Action;

/** Reads a rule. */
final class RuleReader {
    private static final Set<String> KINDS = Set.of("container", "image", "network", "volume", "plugin");
    private static final Set<String> WHO = Set.of("principals", "groups", "methods", "roles");
    private static final Set<String> WHAT = Set.of("name", "description", "actions", "http", "resources", "when");
    private static final Set<String> MEMBERS = union(union(WHO, WHAT), Set.of("effect", "except"));

    private static final Set<String> MAKING = Set.of("container.create", "network.create", "volume.create", "image.pull");

    private final Place place;
    private final Map<String, List<String>> lists;
    private final Set<String> roles;

    RuleReader(Place place, Map<String, List<String>> lists, Set<String> roles) {
        this.place = place;
        this.lists = lists;
        this.roles = roles;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new HashSet<>(one);
        both.addAll(other);
        return Set.copyOf(both);
    }

    /** Of a role: it allows, and whom it is for is said elsewhere. */
    Rule ofRole() throws PolicyException {
        return rule(place.members(WHAT), Effect.ALLOW, Who.ANYBODY, List.of());
    }

    /** Of a policy's own rules. */
    Rule ofPolicy() throws PolicyException {
        Map<String, Place> members = place.members(MEMBERS);
        Effect effect = required(members, "effect").as(RuleReader::effect);
        Who who = who(members, roles);
        if (effect == Effect.ALLOW && who.isAnybody()) {
            throw place.wrong("allows, and says nothing of whom: \"principals\": [\"*\"] is everybody");
        }
        List<Who> except = new ArrayList<>();
        if (members.containsKey("except")) {
            Place exception = members.get("except");
            except.add(who(exception.members(WHO), roles));
            if (except.get(0).isAnybody()) {
                throw exception.wrong("says nothing of who is excepted");
            }
        }
        return rule(members, effect, who, except);
    }

    private static Effect effect(String word) {
        return switch (word) {
            case "allow" -> Effect.ALLOW;
            case "deny" -> Effect.DENY;
            default -> throw new IllegalArgumentException("is neither allow nor deny");
        };
    }

    /** Whom the members of these names tell of. */
    static Who who(Map<String, Place> members, Set<String> roles) throws PolicyException {
        return new Who(Place.all(members, "principals", Glob::of), Place.all(members, "groups", Glob::of), Set.copyOf(new HashSet<>(Place.all(members, "roles", known(roles)))),
                Set.copyOf(new HashSet<>(Place.all(members, "methods", RuleReader::notEmpty))));
    }

    static Function<String, String> known(Set<String> roles) {
        return name -> {
            if (!roles.contains(name)) {
                throw new IllegalArgumentException("is no role; there are " + String.join(", ", new java.util.TreeSet<>(roles)));
            }
            return name;
        };
    }

    private static String notEmpty(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("is empty");
        }
        return text;
    }

    private Rule rule(Map<String, Place> members, Effect effect, Who who, List<Who> except) throws PolicyException {
        String name = required(members, "name").as(Names::checked);
        List<Glob> actions = required(members, "actions").all(RuleReader::actions);
        Set<String> http = Set.copyOf(new HashSet<>(Place.all(members, "http", RuleReader::method)));
        List<Resource> resources = new ArrayList<>();
        if (members.containsKey("resources")) {
            for (Place resource : members.get("resources").elements()) {
                resources.add(resource(resource));
            }
            if (resources.isEmpty()) {
                throw members.get("resources").wrong("is empty: leave it out if nothing is to be asked");
            }
        }
        List<Condition> conditions = new ArrayList<>();
        if (members.containsKey("when")) {
            for (Map.Entry<String, Place> condition : members.get("when").members().entrySet()) {
                conditions.add(new ConditionReader(condition.getKey(), condition.getValue(), lists).read());
            }
        }
        Rule rule = new Rule(name, effect, who, except, actions, http, resources, conditions);
        checkSense(rule, members);
        return rule;
    }

    private Place required(Map<String, Place> members, String name) throws PolicyException {
        Place member = members.get(name);
        if (member == null) {
            throw place.wrong("has no " + name);
        }
        return member;
    }

    private static Glob actions(String pattern) {
        Glob glob = Glob.of(pattern);
        if (Vocabulary.allActions().stream().noneMatch(a -> glob.matches(a.name()) == Answer.YES)) {
            throw new IllegalArgumentException("matches no action");
        }
        return glob;
    }

    private static String method(String name) {
        if (!Set.of("GET", "HEAD", "POST", "PUT", "DELETE").contains(name)) {
            throw new IllegalArgumentException("is none of GET, HEAD, POST, PUT and DELETE");
        }
        return name;
    }

    private static Resource resource(Place place) throws PolicyException {
        Map<String, Place> members = place.members(Set.of("kind", "names", "labels"));
        if (!members.containsKey("kind")) {
            throw place.wrong("has no kind");
        }
        Map<String, List<Glob>> labels = new HashMap<>();
        if (members.containsKey("labels")) {
            for (Map.Entry<String, Place> label : members.get("labels").members().entrySet()) {
                labels.put(label.getKey(), label.getValue().all(Glob::of));
            }
        }
        return new Resource(members.get("kind").as(RuleReader::kind), Place.all(members, "names", Glob::of), labels);
    }

    private static String kind(String name) {
        if (!KINDS.contains(name)) {
            throw new IllegalArgumentException("is none of " + String.join(", ", new java.util.TreeSet<>(KINDS)));
        }
        return name;
    }

    /**
     * A rule that asks for what is not there would never allow, or always deny. That is not what anybody means who writes it, so that it must be said which actions are
     * meant; a rule that allows may name more of them, since it does nothing for those.
     */
    private static void checkSense(Rule rule, Map<String, Place> members) throws PolicyException {
        List<Action> meant = Vocabulary.allActions().stream().filter(a -> rule.isAbout(a.name())).toList();
        for (Condition condition : rule.conditions()) {
            String name = condition.attribute().name();
            List<Action> mute = meant.stream().filter(a -> !a.tells(condition.attribute())).toList();
            check(rule, meant, mute, members.get("when").members().get(name), "is asked of what the engine says nothing about with ");
        }
        if (!rule.resources().isEmpty()) {
            List<Action> mute = meant.stream().filter(a -> rule.resources().stream().noneMatch(r -> a.targets().contains(r.kind()))).toList();
            check(rule, meant, mute, members.get("resources"), "are never what it is about with ");
            List<Action> making = meant.stream().filter(a -> MAKING.contains(a.name())).toList();
            if (rule.resources().stream().anyMatch(r -> !r.labels().isEmpty())) {
                check(rule, meant, making, members.get("resources"), "have no labels yet, so that label.NAME is to be asked, with ");
            }
        }
    }

    private static void check(Rule rule, List<Action> meant, List<Action> mute, Place place, String what) throws PolicyException {
        if (mute.size() == meant.size() || rule.effect() == Effect.DENY && !mute.isEmpty()) {
            List<String> names = meant.stream().filter(a -> !mute.contains(a)).map(Action::name).toList();
            throw place.wrong(what + mute.stream().map(Action::name).collect(Collectors.joining(", "))
                    + (names.isEmpty() ? "" : "; of the rule's actions it is with " + String.join(", ", names)));
        }
    }
}
