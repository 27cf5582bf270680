package org.servin.launcher;

import java.io.IOException;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/** Hands the settings to Configuration Admin, whose package the system bundle exports. */
final class Configurations {
    private static final String PID = "org.servin";

    private Configurations() { }

    static void write(BundleContext context, Settings settings) throws IOException, StartFailure {
        ServiceReference<ConfigurationAdmin> reference = context.getServiceReference(ConfigurationAdmin.class);
        if (reference == null) {
            throw new StartFailure("no Configuration Admin service: the feature of the framework is not complete", null);
        }
        try {
            context.getService(reference).getConfiguration(PID, "?").update(settings.asConfiguration());
        } finally {
            context.ungetService(reference);
        }
    }
}
