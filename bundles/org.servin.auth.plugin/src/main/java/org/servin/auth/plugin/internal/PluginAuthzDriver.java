package org.servin.auth.plugin.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.servin.spi.ByteCount;
import org.servin.spi.Driver;
import org.servin.spi.ErrorKind;
import org.servin.spi.Probe;
import org.servin.spi.ServinException;
import org.servin.spi.auth.AccessAnswer;
import org.servin.spi.auth.AccessRequest;
import org.servin.spi.auth.AuthzDriver;
import org.servin.spi.auth.Verdict;

/**
 * Asks Docker's authorization plugins, by dockerd's protocol and in its words. All are asked, in their order, until one denies; one that cannot be asked lets nothing through.
 */
@Component(configurationPid = {"org.servin", "org.servin.access"})
@Driver(kind = "authz", name = "plugins")
public final class PluginAuthzDriver implements AuthzDriver {
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_.-]*");
    private static final String REQUEST = "AuthZPlugin.AuthZReq";
    private static final String ANSWER = "AuthZPlugin.AuthZRes";

    private final PluginSettings settings;
    private final List<Plugin> plugins = new ArrayList<>();

    private record Plugin(String name, PluginClient client) { }

    /** Asks nothing, and looks for nothing. */
    @Activate
    public PluginAuthzDriver(PluginSettings settings) {
        this.settings = settings;
        if (settings.authorization$_$plugins().length > 0 && fault().isEmpty()) {
            Discovery discovery = new Discovery(Path.of(settings.authorization$_$plugin$_$sockets()), Stream.of(settings.authorization$_$plugin$_$specs()).map(Path::of).toList());
            Duration patience = Duration.ofSeconds(settings.authorization$_$plugin$_$timeout());
            new LinkedHashSet<>(List.of(settings.authorization$_$plugins())).forEach(name -> plugins.add(new Plugin(name, new PluginClient(name, discovery, patience))));
        }
    }

    @Override
    public Probe probe() {
        if (settings.authorization$_$plugins().length == 0) {
            return Probe.skip("authorization-plugins names none");
        }
        return fault().isEmpty() ? Probe.usable() : Probe.broken(fault());
    }

    private String fault() {
        for (String name : settings.authorization$_$plugins()) {
            if (!NAME.matcher(name).matches()) {
                return "authorization-plugins has \"" + name + "\", which is no plugin's name";
            }
        }
        if (settings.authorization$_$plugin$_$timeout() < 1) {
            return "authorization-plugin-timeout must be at least 1, and is " + settings.authorization$_$plugin$_$timeout();
        }
        try {
            ByteCount.parse(settings.authorization$_$plugin$_$max$_$body());
        } catch (ServinException e) {
            return "authorization-plugin-max-body: " + e.getMessage();
        }
        return "";
    }

    @Override
    public boolean judgesAnswers() {
        return true;
    }

    @Override
    public Verdict judge(AccessRequest request) {
        Question question = Question.of(request);
        if (question.size() > ByteCount.parse(settings.authorization$_$plugin$_$max$_$body())) {
            return Verdict.deny("authorization-plugin-max-body", "the request's content of " + question.size() + " bytes is larger than what authorization plugins are shown"
                    + " (authorization-plugin-max-body is " + settings.authorization$_$plugin$_$max$_$body() + ")");
        }
        return ask(REQUEST, question.json());
    }

    @Override
    public Verdict judge(AccessRequest request, AccessAnswer answer) {
        return ask(ANSWER, Question.of(request).json(answer));
    }

    private Verdict ask(String method, byte[] question) {
        if (plugins.isEmpty()) {
            throw new ServinException(ErrorKind.UNAVAILABLE, "there are no authorization plugins to ask: " + probe().reason());
        }
        for (Plugin plugin : plugins) {
            try {
                Judgement judgement = Judgement.read(plugin.client().call(method, question));
                if (!judgement.allowed()) {
                    return Verdict.deny(plugin.name(), "authorization denied by plugin " + plugin.name() + ": " + judgement.message());
                }
            } catch (PluginFailure e) {
                throw ServinException.internal("plugin " + plugin.name() + " failed with error: " + e.getMessage(), e); // dockerd answers 500, too
            }
        }
        return Verdict.allow("");
    }

    /** Lets connections go. */
    @Deactivate
    public void close() {
        plugins.forEach(plugin -> plugin.client().close());
    }
}
