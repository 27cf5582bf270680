package org.servin.metrics;

/** The keys of the configuration {@code org.servin} that concern metrics, named as in dockerd's daemon.json. */
public @interface MetricsSettings {
    /** {@code address:port} to answer {@code GET /metrics} on, by plain HTTP and to everybody; empty for nowhere. */
    String metrics$_$addr() default "";
}
