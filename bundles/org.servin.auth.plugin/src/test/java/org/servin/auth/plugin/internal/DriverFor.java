package org.servin.auth.plugin.internal;

import java.lang.annotation.Annotation;
import java.nio.file.Path;

/** Drivers with settings of a test. */
final class DriverFor {
    private DriverFor() { }

    record Given(String[] authorization$_$plugins, int authorization$_$plugin$_$timeout, String authorization$_$plugin$_$max$_$body, String authorization$_$plugin$_$sockets,
            String[] authorization$_$plugin$_$specs) implements PluginSettings {
        @Override
        public Class<? extends Annotation> annotationType() {
            return PluginSettings.class;
        }
    }

    static PluginAuthzDriver plugins(Path folder, int timeout, String... names) {
        return new PluginAuthzDriver(new Given(names, timeout, "1m", folder.resolve("run").toString(), new String[] {folder.resolve("etc").toString(), folder.resolve("lib").toString()}));
    }
}
