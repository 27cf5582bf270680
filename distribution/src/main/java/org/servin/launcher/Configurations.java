package org.servin.launcher;

import java.io.IOException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Hands the settings to Configuration Admin, whose package the system bundle exports. */
final class Configurations {
    private static final String FIXED = "org.servin";
    private static final String LIVE = "org.servin.access";

    private Configurations() { }

    /** Before the engine starts. */
    static void write(BundleContext context, Settings settings) throws IOException, StartFailure {
        update(context, FIXED, settings.fixed());
        rewrite(context, settings);
    }

    /** While it runs: what can change then. */
    static void rewrite(BundleContext context, Settings settings) throws IOException, StartFailure {
        update(context, LIVE, settings.live());
    }

    private static void update(BundleContext context, String pid, Settings settings) throws IOException, StartFailure {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        if (reference == null) {
            throw new StartFailure("no Configuration Admin service: the feature of the framework is not complete", null);
        }
        try {
            context.getService(reference).getConfiguration(pid, "?").update(settings.asConfiguration());
        } finally {
            context.ungetService(reference);
        }
    }
}
