package org.servin.http.internal;

/** The keys of the configuration {@code org.servin} that concern the listeners, named as in dockerd's daemon.json. */
public @interface ListenerSettings {
    /** Where to listen, see {@link Endpoint}. */
    String[] hosts() default "unix:///run/servin.sock";

    /** Who may use the unix sockets beside root, by group name. */
    String group() default "docker";

    /** TLS on {@code tcp://}. */
    boolean tls() default false;

    /** The same, and clients of it and of {@code https://} must have a certificate of the authority. */
    boolean tlsverify() default false;

    /** PEM file of the authorities that sign clients' certificates. Without {@link #tlsverify}, a client may come without one. */
    String tlscacert() default "";

    /** PEM file of the server's certificate and those between it and the authority. */
    String tlscert() default "";

    /** PEM file of the server's private key. */
    String tlskey() default "";

    /** PEM or DER file of the certificates that the authorities have revoked. */
    String tlscrl() default "";

    /** Names of the drivers that find out who calls; {@code none} asks nobody. */
    String[] authentication() default {};

    /** Consents to TCP that anybody who reaches it can use. */
    boolean allow$_$unauthenticated$_$tcp() default false;
}
