package org.servin.network.bridge;

import org.osgi.service.component.annotations.ComponentPropertyType;

/** The engine's settings that concern bridges, by daemon.json's keys. */
@ComponentPropertyType
public @interface BridgeSettings {
    /** The default network's bridge. */
    String bridge() default "servin0";

    /** Name of our table. */
    String nftables$_$table() default "servin";

    /** Default for bytes in a packet. */
    int mtu() default 1500;

    /** Where ports are published that name no address. */
    String ip() default "0.0.0.0";

    /** Whether to turn forwarding on. */
    boolean ip$_$forward() default true;
}
