package org.servin.auth.jwt.internal;

/** The keys of the configuration {@code org.servin} that concern tokens. Exactly one of the four that say where keys are is to be set. */
public @interface JwtSettings {
    /** The authentication drivers that are asked: whether this one is among them decides whether it is a mistake that nothing else is set. */
    String[] authentication() default {};

    /** Who issues the tokens, as their claim {@code iss} has it. */
    String jwt$_$issuer() default "";

    /** What the claim {@code aud} must name one of; {@code *} alone for whatever it names. */
    String[] jwt$_$audience() default {};

    /** Where the issuer publishes its keys (RFC 7517). */
    String jwt$_$jwks$_$url() default "";

    /** PEM file of the only authorities that may vouch for the server of that URL; empty for the machine's. */
    String jwt$_$jwks$_$ca$_$file() default "";

    /** Consents to a URL without TLS at another machine: who is between can issue tokens. */
    boolean jwt$_$allow$_$http() default false;

    /** File with the issuer's keys (RFC 7517). */
    String jwt$_$jwks$_$file() default "";

    /** PEM file with the issuer's public keys or certificates. */
    String jwt$_$public$_$key$_$file() default "";

    /** File with the secret that is shared with the issuer; a line's end at its end is no part of it. */
    String jwt$_$secret$_$file() default "";

    /** Which algorithms may sign; empty for all that fit the keys. */
    String[] jwt$_$algorithms() default {};

    /** Seconds by which the issuer's clock may differ. */
    long jwt$_$clock$_$skew() default 30;

    /** Bytes that a token may have. */
    int jwt$_$max$_$token$_$size() default 16 * 1024;

    /** Seconds that a token may be valid for. */
    long jwt$_$max$_$lifetime() default 24 * 60 * 60;

    /** Seconds after which published keys are fetched again. */
    long jwt$_$keys$_$refresh() default 5 * 60;

    /** Seconds for which published keys are used while they cannot be fetched again. */
    long jwt$_$keys$_$lifetime() default 24 * 60 * 60;

    /** The claim that names the caller. */
    String jwt$_$name$_$claim() default "sub";

    /** The claim that has the caller's groups, a path with dots where it is inside others. */
    String jwt$_$groups$_$claim() default "groups";
}
