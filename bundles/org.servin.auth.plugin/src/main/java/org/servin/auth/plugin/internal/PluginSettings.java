package org.servin.auth.plugin.internal;

/** The keys of the configuration {@code org.servin} that concern authorization plugins. */
public @interface PluginSettings {
    /** Names of the plugins, in the order in which they are asked: dockerd's key. */
    String[] authorization$_$plugins() default {};

    /** Seconds in which a plugin has to answer, with all attempts to reach it. */
    int authorization$_$plugin$_$timeout() default 30;

    /** The largest content of a request that is shown to plugins; a request with more is denied, since nobody has seen what it says. */
    String authorization$_$plugin$_$max$_$body() default "4m";

    /** The folder of the plugins' sockets. */
    String authorization$_$plugin$_$sockets() default "/run/docker/plugins";

    /** The folders of files that say where other plugins are. */
    String[] authorization$_$plugin$_$specs() default {"/etc/docker/plugins", "/usr/lib/docker/plugins"};
}
