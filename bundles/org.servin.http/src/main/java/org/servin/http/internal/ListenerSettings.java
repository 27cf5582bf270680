package org.servin.http.internal;

/** The keys of the configuration {@code org.servin} that concern the listeners, named as in dockerd's daemon.json. */
public @interface ListenerSettings {
    /** Where to listen: {@code unix:///path}, {@code tcp://address:port}. */
    String[] hosts() default "unix:///run/servin.sock";

    /** Who may use the unix sockets beside root, by group name. */
    String group() default "docker";

    /** TLS on TCP. */
    boolean tls() default false;

    /** TLS on TCP, for clients with a certificate of the authority only. */
    boolean tlsverify() default false;

    /** PEM file of the authority that signs client certificates. */
    String tlscacert() default "";

    /** PEM file of the server's certificate and those between it and the authority. */
    String tlscert() default "";

    /** PEM file of the server's private key. */
    String tlskey() default "";

    /** Consents to TCP that anybody who reaches it can use. */
    boolean allow$_$unauthenticated$_$tcp() default false;
}
