package org.servin.auth.policy.internal;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.Caller;
import org.servin.spi.auth.Principal;
import org.servin.spi.auth.Target;
import org.servin.spi.auth.Verdict;

/** The shell's command that says what a policy decides about a request that nobody has sent; it fails if that would be denied. */
@Component(service = CheckCommand.class, configurationPid = {"org.servin", "org.servin.access"}, property = {"osgi.command.scope=servin", "osgi.command.function=policy-check"})
public final class CheckCommand implements Function {
    private static final Set<String> OPTIONS = Set.of("file", "principal", "group", "method", "action", "http", "target", "id", "label", "attribute");
    private static final String USAGE = "usage: policy-check --principal NAME [--group NAME]... [--method NAME] --action NAME [--http METHOD] [--target KIND:NAME]... [--id ID]\n"
            + "    [--label KEY=VALUE]... [--attribute NAME=VALUE]... [--file FILE]\n"
            + "Of a container that the action is about, what is not said is as it usually is: not privileged, without mounts, and so on";
    private final String file;

    /** Looks at the policy of these settings, if no other is named. */
    @Activate
    public CheckCommand(PolicySettings settings) {
        this.file = settings.policy$_$file();
    }

    @Override
    public Object execute(CommandSession session, List<Object> given) throws PolicyException {
        Arguments arguments = Arguments.of(given, OPTIONS, Set.of(), USAGE);
        if (!arguments.has("principal") || !arguments.has("action") || !arguments.others().isEmpty()) {
            throw new IllegalArgumentException(USAGE);
        }
        Path path = Path.of(arguments.one("file").orElse(file));
        Judge judge = new Judge(PolicyReader.read(path.toString(), PolicyFile.read(path).json()));
        Verdict verdict = judge.judge(request(arguments));
        if (verdict.allowed()) {
            session.getConsole().println("allowed by " + Quoted.of(verdict.rule()));
        } else if (judge.enforces()) {
            throw new IllegalStateException("denied: " + verdict.reason());
        } else {
            session.getConsole().println("allowed, since the policy only watches; would be denied: " + verdict.reason());
        }
        return null;
    }

    private static AccessRequest request(Arguments arguments) {
        String action = arguments.one("action").orElseThrow();
        Principal principal = new Principal(arguments.one("principal").orElseThrow(), Set.copyOf(new LinkedHashSet<>(arguments.all("group"))), arguments.one("method").orElse("unix"));
        return new AccessRequest(principal, new Caller("unix", "", List.of(), Map.of()), arguments.one("http").orElse("POST"), "", action, target(arguments),
                attributes(action, arguments), Optional.empty());
    }

    private static Target target(Arguments arguments) {
        Map<String, String> labels = new HashMap<>();
        arguments.pairs("label").forEach((key, values) -> labels.put(key, values.get(values.size() - 1)));
        List<String> all = arguments.all("target");
        if (all.isEmpty()) {
            return Target.NONE;
        }
        String kind = all.get(0).split(":", 2)[0];
        List<String> names = all.stream().map(t -> t.substring(t.indexOf(':') + 1)).filter(n -> !n.isEmpty()).toList();
        return new Target(kind, arguments.one("id").orElse(action(arguments).endsWith(".create") ? "" : "0"), names, labels);
    }

    private static String action(Arguments arguments) {
        return arguments.one("action").orElseThrow();
    }

    private static Map<String, Set<String>> attributes(String action, Arguments arguments) {
        Map<String, Set<String>> attributes = new HashMap<>();
        arguments.pairs("attribute").forEach((key, values) -> attributes.put(key, new LinkedHashSet<>(values)));
        if (Vocabulary.action(action).filter(a -> a.facts().contains("unmasked")).isPresent()) {
            attributes.putIfAbsent("privileged", Set.of("false"));
            attributes.putIfAbsent("unmasked", Set.of("false"));
        }
        return attributes;
    }
}
