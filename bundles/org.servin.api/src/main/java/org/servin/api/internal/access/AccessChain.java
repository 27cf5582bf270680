package org.servin.api.internal.access;

import java.util.ArrayList;
import java.util.List;
import org.servin.core.driver.Drivers;

/**
 * Who is asked about a request, from its begin to its end.
 *
 * @param authentication who calls
 * @param authorization whether they may
 * @param plugins Docker's plugins among those
 * @param auditRequired whether nothing may be done that no audit log has taken
 */
public record AccessChain(Authentication authentication, Authorization authorization, List<String> plugins, boolean auditRequired) {
    private static final String PLUGINS = "plugins";

    /** Copies the list. */
    public AccessChain {
        plugins = List.copyOf(plugins);
    }

    /** What the settings say. */
    static AccessChain of(AccessSettings settings, Drivers drivers) {
        List<String> plugins = List.of(settings.authorization$_$plugins());
        return new AccessChain(new Authentication(drivers, List.of(settings.authentication())), new Authorization(drivers, judges(List.of(settings.authorization()), plugins)), plugins,
                settings.audit$_$log$_$required());
    }

    /** Authorization plugins that are set are asked, as by dockerd, wherever the chain names them, and after it if it does not. */
    static List<String> judges(List<String> authorization, List<String> plugins) {
        List<String> named = new ArrayList<>(authorization);
        if (!plugins.isEmpty() && !named.contains(PLUGINS)) {
            named.add(PLUGINS);
        }
        return named;
    }
}
