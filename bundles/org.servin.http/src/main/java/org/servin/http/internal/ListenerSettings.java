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

    /** Most bytes of a request's line and headers. Credentials of registries are there, too. */
    int http$_$head$_$size() default 1 << 20;

    /** Most bytes of a request's body; 0 for any number, as images can have. */
    long http$_$body$_$size() default 0;

    /** Most connections. */
    int http$_$connections() default 4096;

    /** Most connections of one user at unix sockets, but root, and of one address (of IPv6: one network of 64 bits). */
    int http$_$connections$_$per$_$client() default 1024;

    /** Seconds that a connection stays open without a request. */
    int http$_$idle$_$timeout() default 3600;

    /** Seconds that a request's line and headers may take, from their first byte to their last; and a body of JSON that is small. */
    int http$_$head$_$timeout() default 30;

    /** Seconds that the next byte of a body may take that the engine waits for. */
    int http$_$body$_$timeout() default 3600;

    /** Seconds that a TLS handshake may take. */
    int http$_$handshake$_$timeout() default 15;
}
