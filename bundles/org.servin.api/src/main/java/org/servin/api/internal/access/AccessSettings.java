package org.servin.api.internal.access;

/** The keys of the configurations {@code org.servin} and {@code org.servin.access} that say who is asked about a request. */
public @interface AccessSettings {
    /** Names of authentication drivers, in their order; none for what dockerd does. */
    String[] authentication() default {};

    /** Names of authorization drivers, in their order. */
    String[] authorization() default {};

    /** Docker's authorization plugins: where {@link #authorization} does not say when they are asked, it is last. */
    String[] authorization$_$plugins() default {};

    /** Whether nothing may be done that no audit log has taken. */
    boolean audit$_$log$_$required() default false;
}
