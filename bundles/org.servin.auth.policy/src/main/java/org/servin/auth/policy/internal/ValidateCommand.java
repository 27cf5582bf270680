package org.servin.auth.policy.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Component;

/** The shell's command that says whether a file is a policy: what it throws is the answer if it is none. */
@Component(service = ValidateCommand.class, property = {"osgi.command.scope=servin", "osgi.command.function=policy-validate"})
public final class ValidateCommand implements Function {
    private static final String USAGE = "usage: policy-validate [--print] FILE";

    @Override
    public Object execute(CommandSession session, List<Object> given) throws PolicyException {
        Arguments arguments = Arguments.of(given, Set.of(), Set.of("print"), USAGE);
        if (arguments.others().size() != 1) {
            throw new IllegalArgumentException(USAGE);
        }
        Path file = Path.of(arguments.others().get(0));
        if (!file.isAbsolute()) {
            throw new IllegalArgumentException(Quoted.of(file.toString()) + " is no absolute path");
        }
        Policy policy = PolicyReader.read(file.toString(), PolicyFile.read(file).json());
        session.getConsole().println(arguments.has("print") ? PolicyPrinter.print(policy) : summary(policy));
        return null;
    }

    private static String summary(Policy policy) {
        return policy.rules().size() + " rules, " + policy.bindings().size() + " bindings, " + policy.roles().size() + " roles of its own"
                + (policy.enforce() ? "" : "; only watches");
    }
}
