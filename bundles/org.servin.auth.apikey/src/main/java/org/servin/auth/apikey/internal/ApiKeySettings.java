package org.servin.auth.apikey.internal;

/** The keys of the configuration {@code org.servin} that concern API keys. */
public @interface ApiKeySettings {
    /** The engine's folder. */
    String root() default "/var/lib/servin";
}
