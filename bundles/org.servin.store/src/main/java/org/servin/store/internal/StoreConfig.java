package org.servin.store.internal;

/** The part of the configuration {@code org.servin} that the store reads. */
public @interface StoreConfig {
    /** The folder for what is kept. */
    String root() default "/var/lib/servin";

    /** The folder for what lives until a reboot. */
    String run() default "/run/servin";
}
